package org.learnedpartition.method;

/**
 * Centres, and the bin that each point is in.
 *
 * @param centres bins × dimension values
 * @param bias of each bin: x·c + bias orders the bins of x by similarity
 * @param prices of each bin, in the same unit: argmax(x·c + bias - price) is where an index would
 *     place x
 * @param bin of each point: the same, but where a graph was cut
 */
public record Clustering(float[] centres, float[] bias, float[] prices, int[] bin) {}
