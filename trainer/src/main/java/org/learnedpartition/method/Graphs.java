package org.learnedpartition.method;

import org.learnedpartition.data.Space;
import org.learnedpartition.learn.Network;
import org.learnedpartition.learn.OnnxExport;

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
record Graphs(byte[] router, byte[] head, float[] prices, String kind, int bins, int ranked) {
  private static final int MOST_RANKED = 1024;

  /** What was learnt, as it is written: with the weights of queries rounded. */
  static Graphs of(Model learned, Space space) {
    Model rounded = learned.rounded();
    Network network = rounded.network();
    int ranked = Math.min(network.bins(), MOST_RANKED);
    byte[] router =
        rounded.shortlist() == null
            ? OnnxExport.router(network, space, ranked)
            : OnnxExport.router(network, rounded.shortlist(), space, ranked);
    // A head runs at flush alone, and has to place documents where they were learnt to be.
    return new Graphs(
        router,
        learned.head() == null ? null : OnnxExport.router(learned.head(), space, ranked),
        learned.prices(),
        learned.kind(),
        network.bins(),
        ranked);
  }
}
