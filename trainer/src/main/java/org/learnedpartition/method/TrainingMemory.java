package org.learnedpartition.method;

import java.util.List;
import java.util.Locale;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.graph.GraphMemory;

/**
 * What heap a training takes at most. The vectors and what is known of each stay; the other parts
 * come and go, so the largest of them counts.
 *
 * @param vectors read, held-out ones included
 * @param dimension of them
 * @param bins of the model
 * @param hidden units of the router's hidden layer, 0 for none
 * @param neighbours of a vector that are looked for; 0 where no router is trained
 * @param threads of the training
 */
public record TrainingMemory(
    int vectors, int dimension, int bins, int hidden, int neighbours, int threads) {
  /** Java itself, its classes, progress, the model's bytes. */
  private static final long REST = 64L << 20;

  /** Bins of a document in models that are compared, its place when read, its members' lists. */
  private static final int INTS_OF_A_VECTOR = 10;

  /** What the garbage collector wants free, or cannot use, of a heap of large arrays. */
  private static final double ROOM = 1.25;

  private static final int BATCH = 1024;

  /**
   * A part.
   *
   * @param bytes at most
   */
  public record Part(String name, long bytes) {}

  /** The vectors, and the numbers of each. */
  public Part kept() {
    long n = vectors;
    long bytes = n * dimension * Float.BYTES + n * (Float.BYTES + INTS_OF_A_VECTOR * Integer.BYTES);
    return new Part("vectors", bytes);
  }

  /** What comes and goes, one after the other. */
  public List<Part> passing() {
    return List.of(
        new Part("neighbour graph", graph()),
        new Part("scores of bins", scores()),
        new Part("router and gradient", gradient()),
        new Part("routes of held-out queries", routes()));
  }

  private long graph() {
    if (neighbours == 0) {
      return 0;
    }
    long points = (long) vectors * (dimension + 1) * Float.BYTES;
    GraphMemory graph = new GraphMemory(vectors, dimension, neighbours, threads);
    return (graph.mebibytes() << 20) - points;
  }

  private long scores() {
    long blocks = (long) threads * BestBins.BLOCK * bins * Float.BYTES;
    return TopBins.bytes(vectors, bins) + blocks;
  }

  private long gradient() {
    long parameters = (long) bins * (dimension + 1);
    if (hidden > 0) {
      parameters += (long) hidden * (dimension + 1) + (long) bins * hidden;
    }
    // Of the best model and of the one in training, packed and not, with gradient and moments.
    return (8 * parameters + (long) BATCH * (bins + 2L * hidden + dimension)) * Float.BYTES;
  }

  private long routes() {
    long judges = Math.min(TrainingSet.MOST_JUDGES, vectors);
    // One whole, and its halves when the model is examined.
    return 2 * judges * bins * 3 * Float.BYTES;
  }

  /** Mebibytes in all, rounded up. */
  public long mebibytes() {
    long largest = passing().stream().mapToLong(Part::bytes).max().orElseThrow();
    return ((long) ((kept().bytes() + largest) * ROOM) + REST >> 20) + 1;
  }

  /** What is needed and of how much, in a sentence. */
  public String sentence() {
    StringBuilder parts = new StringBuilder(say(kept()));
    passing().forEach(part -> parts.append(", ").append(say(part)));
    return String.format(
        Locale.ROOT,
        "memory: up to %,d MiB of heap, of %,d MiB (%s; of all but the vectors the largest counts)",
        mebibytes(),
        most(),
        parts);
  }

  private static String say(Part part) {
    return String.format(Locale.ROOT, "%s %,d", part.name(), part.bytes() >> 20);
  }

  private static long most() {
    return Runtime.getRuntime().maxMemory() >> 20;
  }

  /**
   * @throws IllegalArgumentException if the vectors do not fit into an array, or the whole not into
   *     the heap
   */
  public void check() {
    if ((long) vectors * dimension > VectorSource.MAX_VALUES) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d vectors of dimension %d are too many to train on: at most %d fit, see --sample",
              vectors,
              dimension,
              VectorSource.MAX_VALUES / dimension));
    }
    if (mebibytes() > most()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "training on %d vectors of dimension %d with %d bins needs up to %d MiB of heap, but"
                  + " Java may use %d MiB: raise it (LP_JAVA_OPTS=-Xmx%dm), or train on fewer"
                  + " (--sample)%s",
              vectors,
              dimension,
              bins,
              mebibytes(),
              most(),
              mebibytes(),
              fewer()));
    }
  }

  /** The largest sample that fits, where there is one. */
  private String fewer() {
    int low = 0;
    int high = vectors;
    while (low + 1 < high) {
      int middle = (low + high) >>> 1;
      if (new TrainingMemory(middle, dimension, bins, hidden, neighbours, threads).mebibytes()
          <= most()) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low < TrainingSet.LEAST_DOCUMENTS ? "" : String.format(": at most %d", low);
  }
}
