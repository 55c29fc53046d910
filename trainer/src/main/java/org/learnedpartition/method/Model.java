package org.learnedpartition.method;

import org.learnedpartition.learn.Ascent;
import org.learnedpartition.learn.Network;
import org.learnedpartition.learn.Scorer;

/**
 * What is learnt: a network that ranks bins for queries, and how documents are placed.
 *
 * @param network of queries
 * @param head network of documents, each of which goes to its first bin, or null: documents go to
 *     argmax(network's score - price)
 * @param prices of the bins; empty with a head
 * @param bin where learning put each training document; with a head, where the head does, too
 * @param ascent of a query before the network ranks bins for it, or null; only with a head
 */
record Model(Network network, Network head, float[] prices, int[] bin, Ascent ascent) {
  Model {
    if (prices.length != (head == null ? network.bins() : 0)) {
      throw new IllegalArgumentException("a model has one price a bin, or a document head");
    }
  }

  /** A model whose network ranks bins for queries as they are. */
  Model(Network network, Network head, float[] prices, int[] bin) {
    this(network, head, prices, bin, null);
  }

  /** A model without a document head. */
  Model(Network network, float[] prices, int[] bin) {
    this(network, null, prices, bin);
  }

  /** Scores bins for queries. */
  Scorer scorer() {
    Scorer scorer = network.forward();
    return ascent == null ? scorer : ascent.before(scorer);
  }

  /** Multiply-adds of routing a query. */
  long cost() {
    return network.cost() + (ascent == null ? 0 : ascent.cost());
  }

  /** The model as it is written: with the weights of queries rounded. */
  Model rounded() {
    return new Model(network.rounded(), head, prices, bin, ascent);
  }
}
