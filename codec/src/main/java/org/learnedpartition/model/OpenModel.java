package org.learnedpartition.model;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A model with its networks loaded: what writers place documents with and searches rank bins with.
 * There is one in a JVM for each model id, shared and counted; every {@link #open} is paired with a
 * {@link #close}. Safe for use by many threads.
 */
public final class OpenModel implements AutoCloseable {
  /** Entries of a ranking held at once while documents are placed: 2 MB. */
  private static final int ASSIGN_ENTRIES = 1 << 18;

  // Readers are made by SPI and have nobody to hand them a registry.
  private static final Map<String, OpenModel> OPEN = new HashMap<>();

  private final PartitionModel model;
  private final float[] prices;
  // Guarded by OPEN.
  private int references;
  // Set once by load, which every opener passes; null means the router and prices place documents.
  private Router router;
  private Router documentHead;

  private OpenModel(PartitionModel model) {
    this.model = model;
    this.prices = model.manifest().prices();
  }

  /**
   * Opens a model, or shares the one that is open under its id. The first to open it waits for the
   * trial inference, at most 10 s; others may open other models meanwhile.
   *
   * @throws InvalidModelException if the trial inference fails
   */
  public static OpenModel open(PartitionModel model) {
    OpenModel open;
    synchronized (OPEN) {
      open = OPEN.computeIfAbsent(model.id(), id -> new OpenModel(model));
      open.references++;
    }
    return open.loaded();
  }

  /**
   * Shares the model that is open under an id; its content is known to be good.
   *
   * @return null if none is open
   */
  public static OpenModel share(String id) {
    OpenModel open;
    synchronized (OPEN) {
      open = OPEN.get(id);
      if (open == null) {
        return null;
      }
      open.references++;
    }
    return open.loaded();
  }

  /** This, when its networks are loaded; else the reference is given back. */
  private OpenModel loaded() {
    try {
      load();
      return this;
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private synchronized void load() {
    if (router == null) {
      Router loaded = load(model.router(), "router");
      OnnxGraph head = model.documentHead();
      try {
        documentHead = head == null ? null : load(head, "document head");
      } catch (RuntimeException | Error e) {
        loaded.close();
        throw e;
      }
      router = loaded;
    }
  }

  private OnnxRouter load(OnnxGraph graph, String what) {
    return OnnxRouter.open(graph, what, model.dimension(), model.bins(), OnnxRouter.TIME_LIMIT);
  }

  /**
   * Gives one reference back; the last one frees the networks, which nobody may be using then.
   *
   * @throws IllegalStateException if it was closed more often than opened
   */
  @Override
  public void close() {
    synchronized (OPEN) {
      if (references == 0) {
        throw new IllegalStateException(model + " was closed more often than opened");
      }
      if (--references > 0) {
        return;
      }
      OPEN.remove(model.id());
    }
    free();
  }

  private synchronized void free() {
    if (router != null) {
      router.close();
    }
    if (documentHead != null) {
      documentHead.close();
    }
  }

  /** How many {@link #open} calls wait for their {@link #close}, over all models. */
  static int openCount() {
    synchronized (OPEN) {
      return OPEN.values().stream().mapToInt(open -> open.references).sum();
    }
  }

  public PartitionModel model() {
    return model;
  }

  public Router router() {
    return router;
  }

  /**
   * Ranks all bins for one vector. Where the router fails (its arithmetic overflows) all bins are
   * ranked by their centres.
   *
   * @throws IllegalArgumentException if the vector has another dimension or is not finite
   */
  public RankedBins rank(float[] vector) {
    if (vector.length != model.dimension()) {
      throw new IllegalArgumentException(
          "vector has dimension " + vector.length + ", the model " + model.dimension());
    }
    int ranked = router.ranked();
    int[] bins = new int[ranked];
    float[] logProbabilities = new float[ranked];
    router.route(vector, 1, bins, logProbabilities);
    boolean[] seen = new boolean[model.bins()];
    boolean usable = logProbabilities[0] > Float.NEGATIVE_INFINITY;
    for (int bin : bins) {
      usable &= !seen[bin];
      seen[bin] = true;
    }
    if (!usable) {
      ranked = 0;
      Arrays.fill(seen, false);
    }
    if (ranked == model.bins()) {
      return new RankedBins(bins, logProbabilities);
    }
    int[] tail = CentreOrder.of(model, vector, seen);
    int[] all = Arrays.copyOf(bins, model.bins());
    System.arraycopy(tail, 0, all, ranked, tail.length);
    logProbabilities = Arrays.copyOf(logProbabilities, all.length);
    Arrays.fill(logProbabilities, ranked, all.length, Float.NEGATIVE_INFINITY);
    return new RankedBins(all, logProbabilities);
  }

  /**
   * Places documents: each goes to the first bin of the document head, or, without one, to the bin
   * whose log-probability less its price is highest. Where the network fails (its arithmetic
   * overflows) it is the bin of the nearest centre. Depends on the vector and the model alone.
   *
   * @param vectors row-major, at least {@code count × dimension} finite values
   * @param bins receives {@code count} bin numbers
   * @throws IllegalArgumentException if an array is too short or a value is not finite
   */
  public void assign(float[] vectors, int count, int[] bins) {
    Router network = documentHead == null ? router : documentHead;
    int dimension = model.dimension();
    if (count < 0 || (long) count * dimension > vectors.length || count > bins.length) {
      throw new IllegalArgumentException(
          "arrays have "
              + vectors.length
              + " components and "
              + bins.length
              + " bins, expected "
              + dimension
              + " components and a bin for each of "
              + count
              + " vectors");
    }
    int ranked = network.ranked();
    int rows = Math.clamp(ASSIGN_ENTRIES / ranked, 1, Math.max(1, count));
    int[] rankedBins = new int[rows * ranked];
    float[] logProbabilities = new float[rows * ranked];
    float[] chunk = rows >= count ? vectors : new float[rows * dimension];
    for (int first = 0; first < count; first += rows) {
      int n = Math.min(rows, count - first);
      if (chunk != vectors) {
        System.arraycopy(vectors, first * dimension, chunk, 0, n * dimension);
      }
      network.route(chunk, n, rankedBins, logProbabilities);
      for (int i = 0; i < n; i++) {
        bins[first + i] =
            logProbabilities[i * ranked] == Float.NEGATIVE_INFINITY
                ? CentreOrder.nearest(model, vectors, (first + i) * dimension)
                : best(rankedBins, logProbabilities, i * ranked, ranked);
      }
    }
  }

  private int best(int[] rankedBins, float[] logProbabilities, int from, int ranked) {
    int best = rankedBins[from];
    if (documentHead == null) {
      float bestScore = Float.NEGATIVE_INFINITY;
      for (int j = from; j < from + ranked; j++) {
        float score = logProbabilities[j] - prices[rankedBins[j]];
        if (score > bestScore) {
          bestScore = score;
          best = rankedBins[j];
        }
      }
    }
    return best;
  }
}
