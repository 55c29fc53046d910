package org.learnedpartition.method;

/**
 * The networks of a model as ONNX, with the contract of {@link org.learnedpartition.model.Router}.
 *
 * @param router of queries
 * @param head of documents, or null: documents go by the router and prices
 * @param prices one for each bin; none with a head
 * @param kind of the router, such as {@code linear}
 * @param bins that documents are in
 * @param ranked bins that the router ranks
 */
record Graphs(byte[] router, byte[] head, float[] prices, String kind, int bins, int ranked) {}
