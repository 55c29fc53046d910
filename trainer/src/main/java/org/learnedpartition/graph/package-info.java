/** Nearest neighbours of many queries at once. */
package org.learnedpartition.graph;
