package org.learnedpartition.method;

import org.learnedpartition.learn.Network;

/**
 * What is learnt: a network that ranks bins for queries, and how documents are placed.
 *
 * @param network of queries
 * @param head network of documents, each of which goes to its first bin, or null: documents go to
 *     argmax(network's score - price)
 * @param prices of the bins; empty with a head
 * @param bin of each training document
 */
record Model(Network network, Network head, float[] prices, int[] bin) {
  Model {
    if (prices.length != (head == null ? network.bins() : 0)) {
      throw new IllegalArgumentException("a model has one price a bin, or a document head");
    }
  }

  /** A model without a document head. */
  Model(Network network, float[] prices, int[] bin) {
    this(network, null, prices, bin);
  }

  /** The model as it is written: with the weights of queries rounded. */
  Model rounded() {
    return new Model(network.rounded(), head, prices, bin);
  }
}
