/**
 * Turns the rows of benchmarks into what people read: comparisons at equal recall, tables and
 * plots. Nothing here measures, and nothing is written by hand.
 */
package org.learnedpartition.bench.report;
