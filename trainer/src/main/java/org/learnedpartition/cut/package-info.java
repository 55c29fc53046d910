/**
 * Balanced partitions of graphs with few edges between bins, by the multilevel scheme: the graph is
 * coarsened by clustering, the small one is bisected recursively, and each finer one refines what
 * it gets.
 */
package org.learnedpartition.cut;
