package org.learnedpartition.method;

import java.util.Arrays;
import org.learnedpartition.learn.Network;
import org.learnedpartition.learn.Shortlist;
import org.learnedpartition.parallel.Workers;

/**
 * Numbers bins so that neighbours in space have near numbers. Bins lie in files by number, so what
 * a query probes are fewer and longer runs of rows, and runs share blocks and pages.
 *
 * <p>Bins are halved again and again along the line between two that lie far apart, and the half
 * that is nearer to what comes before, and farther from what comes after, comes first.
 */
final class BinOrder {
  private final float[] centres;
  private final int dimension;
  private final int[] order;
  private final double[] along;

  private BinOrder(float[] centres, int dimension) {
    this.centres = centres;
    this.dimension = dimension;
    this.order = new int[centres.length / dimension];
    this.along = new double[order.length];
  }

  /** The same model with its bins in order. */
  static Model of(Model model, TrainingSet set, Workers workers) throws InterruptedException {
    Network network = model.network();
    Means means = Means.of(set.trainedDocuments(), model.bin(), network.bins(), workers);
    int[] order = order(means.values(), network.dimension());
    int[] number = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      number[order[i]] = i;
    }
    int[] bin = Arrays.stream(model.bin()).map(b -> number[b]).toArray();
    float[] prices = model.prices().clone();
    for (int i = 0; i < prices.length; i++) {
      prices[i] = model.prices()[order[i]];
    }
    Network head = model.head() == null ? null : model.head().reordered(order);
    Shortlist shortlist = model.shortlist() == null ? null : model.shortlist().reordered(order);
    return new Model(network.reordered(order), head, prices, bin, model.ascent(), shortlist);
  }

  /**
   * @param centres bins × dimension values
   * @return the bins in their order
   */
  static int[] order(float[] centres, int dimension) {
    BinOrder bins = new BinOrder(centres, dimension);
    Arrays.setAll(bins.order, i -> i);
    bins.split(0, bins.order.length, -1, -1);
    return bins.order;
  }

  /**
   * @param before a bin that comes before the range, or -1
   * @param after a bin that comes after it, or -1
   */
  private void split(int from, int to, int before, int after) {
    if (to - from < 2) {
      return;
    }
    int one = farthest(order[from], from, to);
    int other = farthest(one, from, to);
    double asIs = distance(before, one) + distance(other, after);
    double turned = distance(before, other) + distance(one, after);
    if (turned < asIs) {
      int first = other;
      other = one;
      one = first;
    }
    for (int i = from; i < to; i++) {
      along[order[i]] = distance(order[i], one) - distance(order[i], other);
    }
    Integer[] sorted = new Integer[to - from];
    Arrays.setAll(sorted, i -> order[from + i]);
    Arrays.sort(
        sorted,
        (a, b) ->
            along[a] != along[b] ? Double.compare(along[a], along[b]) : Integer.compare(a, b));
    for (int i = from; i < to; i++) {
      order[i] = sorted[i - from];
    }
    int middle = (from + to) >>> 1;
    split(from, middle, before, other);
    split(middle, to, order[middle - 1], after);
  }

  /** The bin of a range that lies farthest from a bin, of equals the lowest. */
  private int farthest(int bin, int from, int to) {
    int farthest = order[from];
    double most = -1;
    for (int i = from; i < to; i++) {
      double distance = distance(bin, order[i]);
      if (distance > most || distance == most && order[i] < farthest) {
        most = distance;
        farthest = order[i];
      }
    }
    return farthest;
  }

  private double distance(int a, int b) {
    if (a < 0 || b < 0) {
      return 0;
    }
    double sum = 0;
    for (int d = 0; d < dimension; d++) {
      double difference = centres[a * dimension + d] - centres[b * dimension + d];
      sum += difference * difference;
    }
    return sum;
  }
}
