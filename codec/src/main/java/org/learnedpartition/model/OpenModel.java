package org.learnedpartition.model;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A model with its router loaded: what writers place documents with and searches rank bins with.
 * There is one in a JVM for each model id, shared and counted; every {@link #open} is paired with a
 * {@link #close}. Safe for use by many threads.
 */
public final class OpenModel implements AutoCloseable {
  // Readers are made by SPI and have nobody to hand them a registry.
  private static final Map<String, OpenModel> OPEN = new HashMap<>();

  private final PartitionModel model;
  private final Router router;
  private int references;

  private OpenModel(PartitionModel model, Router router) {
    this.model = model;
    this.router = router;
  }

  /**
   * Opens a model, or shares the one that is open under its id.
   *
   * @throws InvalidModelException if the trial inference fails
   */
  public static OpenModel open(PartitionModel model) {
    synchronized (OPEN) {
      OpenModel open = OPEN.get(model.id());
      if (open == null) {
        open = new OpenModel(model, OnnxRouter.open(model));
        OPEN.put(model.id(), open);
      }
      open.references++;
      return open;
    }
  }

  /**
   * Shares the model that is open under an id; its content is known to be good.
   *
   * @return null if none is open
   */
  public static OpenModel share(String id) {
    synchronized (OPEN) {
      OpenModel open = OPEN.get(id);
      if (open != null) {
        open.references++;
      }
      return open;
    }
  }

  /** Gives one reference back; the last one frees the router. */
  @Override
  public void close() {
    synchronized (OPEN) {
      if (references == 0) {
        throw new IllegalStateException(model + " was closed more often than opened");
      }
      if (--references == 0) {
        OPEN.remove(model.id());
        router.close();
      }
    }
  }

  public PartitionModel model() {
    return model;
  }

  public Router router() {
    return router;
  }

  /** Ranks all bins for one vector. */
  public RankedBins rank(float[] vector) {
    int ranked = router.ranked();
    int[] bins = new int[ranked];
    float[] logProbabilities = new float[ranked];
    router.route(vector, 1, bins, logProbabilities);
    if (ranked == model.bins()) {
      return new RankedBins(bins, logProbabilities);
    }
    return withTail(vector, bins, logProbabilities);
  }

  /** Appends the bins that the router left out, nearest centre first. */
  private RankedBins withTail(float[] vector, int[] head, float[] headLogProbabilities) {
    int bins = model.bins();
    boolean[] seen = new boolean[bins];
    for (int bin : head) {
      seen[bin] = true;
    }
    long[] tail = new long[bins - head.length];
    int n = 0;
    var centres = model.centres();
    int dimension = model.dimension();
    for (int bin = 0; bin < bins; bin++) {
      if (!seen[bin]) {
        float distance = 0;
        for (int d = 0; d < dimension; d++) {
          float centre = centres.get(bin * dimension + d);
          distance +=
              model.similarity() == Similarity.L2
                  ? (vector[d] - centre) * (vector[d] - centre)
                  : -vector[d] * centre;
        }
        // Sorts as (distance, bin): the sign trick orders float bits as integers.
        int bits = Float.floatToIntBits(distance);
        tail[n++] = (long) (bits ^ (bits >> 31) & 0x7fffffff) << 32 | bin;
      }
    }
    Arrays.sort(tail);
    int[] all = Arrays.copyOf(head, bins);
    float[] logProbabilities = Arrays.copyOf(headLogProbabilities, bins);
    for (int i = 0; i < tail.length; i++) {
      all[head.length + i] = (int) tail[i];
      logProbabilities[head.length + i] = Float.NEGATIVE_INFINITY;
    }
    return new RankedBins(all, logProbabilities);
  }

  /**
   * Places documents: each goes to the bin of highest log-probability after prices. Depends on the
   * vector and the model alone.
   *
   * @param vectors row-major, at least {@code count × dimension} finite values
   * @param bins receives {@code count} bin numbers
   */
  public void assign(float[] vectors, int count, int[] bins) {
    int ranked = router.ranked();
    int[] rankedBins = new int[count * ranked];
    float[] logProbabilities = new float[count * ranked];
    router.route(vectors, count, rankedBins, logProbabilities);
    float[] prices = model.manifest().prices();
    for (int i = 0; i < count; i++) {
      int best = rankedBins[i * ranked];
      float bestScore = Float.NEGATIVE_INFINITY;
      for (int j = i * ranked; j < (i + 1) * ranked; j++) {
        float score = logProbabilities[j] - prices[rankedBins[j]];
        if (score > bestScore) {
          bestScore = score;
          best = rankedBins[j];
        }
      }
      bins[i] = best;
    }
  }
}
