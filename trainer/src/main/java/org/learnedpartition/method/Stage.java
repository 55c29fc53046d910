package org.learnedpartition.method;

import org.learnedpartition.report.Curve;

/**
 * What one stage of training brought, measured on held-out queries with every document placed by
 * the stage's own model, and recall counted on documents that it never saw.
 *
 * @param name such as {@code centroids}, {@code linear}, {@code round 1}
 * @param candidates mean share of the vectors that lie in the probed bins at the target recall
 * @param candidatesP95 the 0.95-quantile of that share over the queries
 * @param probes how many bins that takes, interpolated
 * @param imbalance largest bin over the mean bin, less 1
 * @param kept whether the model goes on from here: candidates and routing together fell
 * @param seconds the stage took
 * @param cost candidates and routing together, as a share of the vectors: what is judged by
 * @param probed recall against candidates with the same number of probes for all queries
 * @param thresholds the same with the bins whose probabilities are above a threshold
 */
public record Stage(
    String name,
    double candidates,
    double candidatesP95,
    double probes,
    double imbalance,
    boolean kept,
    double seconds,
    double cost,
    Curve probed,
    Curve thresholds) {}
