package org.learnedpartition.method;

import org.learnedpartition.learn.Ascent;
import org.learnedpartition.learn.Network;
import org.learnedpartition.learn.Scorer;
import org.learnedpartition.learn.Shortlist;

/**
 * What is learnt: a network that ranks bins for queries, and how documents are placed.
 *
 * @param network of queries
 * @param head network of documents, each of which goes to its first bin, or null: documents go to
 *     argmax(router's score - price)
 * @param prices of the bins; empty with a head
 * @param bin where learning put each training document; with a head, where the head does, too
 * @param ascent of a query before the network ranks bins for it, or null; only with a head
 * @param shortlist of the bins that the network scores, or null: it scores all for every vector;
 *     not with an ascent
 */
record Model(
    Network network, Network head, float[] prices, int[] bin, Ascent ascent, Shortlist shortlist) {
  Model {
    if (prices.length != (head == null ? network.bins() : 0)) {
      throw new IllegalArgumentException("a model has one price a bin, or a document head");
    }
    if (ascent != null && shortlist != null) {
      throw new IllegalArgumentException("a model has an ascent or a shortlist, not both");
    }
  }

  /** A model that scores all bins. */
  Model(Network network, Network head, float[] prices, int[] bin, Ascent ascent) {
    this(network, head, prices, bin, ascent, null);
  }

  /** A model whose network ranks bins for queries as they are. */
  Model(Network network, Network head, float[] prices, int[] bin) {
    this(network, head, prices, bin, null);
  }

  /** A model without a document head. */
  Model(Network network, float[] prices, int[] bin) {
    this(network, null, prices, bin);
  }

  /** The same with a shortlist over another network of queries. */
  Model with(Network other, Shortlist list) {
    return new Model(other, head, prices, bin, ascent, list);
  }

  /** Scores bins for queries. */
  Scorer scorer() {
    Scorer scorer = router();
    return ascent == null ? scorer : ascent.before(scorer);
  }

  /** Scores bins for documents. */
  Scorer placing() {
    return head == null ? router() : head.forward();
  }

  private Scorer router() {
    return shortlist == null ? network.forward() : shortlist.over(network);
  }

  /** Multiply-adds of routing a query. */
  long cost() {
    long router = shortlist == null ? network.cost() : shortlist.cost(network);
    return router + (ascent == null ? 0 : ascent.cost());
  }

  /** Kind of the router: {@code linear}, {@code mlp}, or either of them with {@code -shortlist}. */
  String kind() {
    return network.kind() + (shortlist == null ? "" : "-shortlist");
  }

  /** The model as it is written: with the weights of queries rounded. */
  Model rounded() {
    Shortlist list = shortlist == null ? null : shortlist.rounded();
    return new Model(network.rounded(), head, prices, bin, ascent, list);
  }
}
