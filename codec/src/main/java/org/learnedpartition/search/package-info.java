/**
 * Queries over a learned partition: which bins are probed, in which order, and what it cost.
 *
 * <p>A query carries a {@link org.learnedpartition.search.ProbeStrategy} through Lucene to every
 * segment. The first segment of a model asks it for a plan, which routes the query vector; all
 * other segments, on whatever thread, take the same plan. So a query is routed once for each model
 * and not once for each segment.
 */
package org.learnedpartition.search;
