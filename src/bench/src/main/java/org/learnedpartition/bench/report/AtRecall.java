package org.learnedpartition.bench.report;

/**
 * What a format costs at one recall, over rounds. What was not measured, or not reached, is null.
 *
 * @param recall wanted
 * @param visited vectors or codes scored, mean of a query
 * @param bytesRead from the disk, mean of a query
 * @param pagesRead pages that came into memory, mean of a query
 * @param qpsRatio queries a second, of the baseline's
 * @param cpuRatio queries per second of processor time, of the baseline's
 */
public record AtRecall(
    double recall,
    Bound bound,
    Spread qps,
    Spread latencyP50Us,
    Spread latencyP99Us,
    Spread cpuUsPerQuery,
    Spread visited,
    Spread bytesRead,
    Spread pagesRead,
    Ratio qpsRatio,
    Ratio cpuRatio) {}
