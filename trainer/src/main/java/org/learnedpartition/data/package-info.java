/** Vectors: where they come from, and the space in which training sees them. */
package org.learnedpartition.data;
