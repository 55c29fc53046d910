/** Cuts of graphs of nearest neighbours, beside those of METIS. */
package org.learnedpartition.bench.cut;
