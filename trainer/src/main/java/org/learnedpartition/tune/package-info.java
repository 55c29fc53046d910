/** Finds good parameters of a method by trials. */
package org.learnedpartition.tune;
