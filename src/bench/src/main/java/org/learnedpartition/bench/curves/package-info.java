/**
 * Recall against candidates of partition models, without an index: what a model promises before
 * anything is timed.
 */
package org.learnedpartition.bench.curves;
