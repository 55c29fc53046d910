/** Micro-benchmarks of the parts that searches and merges spend their time in. */
package org.learnedpartition.bench.jmh;
