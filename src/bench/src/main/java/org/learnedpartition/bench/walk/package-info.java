/**
 * Routers for thousands of bins, which do not score every centre: a learned graph beside graphs
 * made by rule, a tree, and all centres.
 */
package org.learnedpartition.bench.walk;
