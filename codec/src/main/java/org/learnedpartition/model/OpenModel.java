package org.learnedpartition.model;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.learnedpartition.vector.ScoreRow;

/**
 * A model with its networks loaded: what writers place documents with and searches rank bins with.
 * There is one in a JVM for each model id, shared and counted; every {@link #open} is paired with a
 * {@link #close}. Safe for use by many threads.
 */
public final class OpenModel implements AutoCloseable {
  /** Bins that a second row may be in. */
  public static final int ALTERNATIVES = SecondBins.ALTERNATIVES;

  /** Scores held at once while documents are placed: 512 KB, so that they stay in a cache. */
  private static final int ASSIGN_SCORES = 1 << 17;

  // Readers are made by SPI and have nobody to hand them a registry.
  private static final Map<String, OpenModel> OPEN = new HashMap<>();

  private final PartitionModel model;
  private final float[] prices;
  private final RecentRankings recent;
  private final LongAdder routings = new LongAdder();
  // Guarded by OPEN.
  private int references;
  // Set once by load, which every opener passes; null means the router and prices place documents.
  private Router router;
  private Router documentHead;
  private volatile boolean freed;

  private OpenModel(PartitionModel model) {
    this.model = model;
    float[] given = model.manifest().prices();
    this.prices = given.length == 0 ? new float[model.bins()] : given;
    this.recent = new RecentRankings(model.bins() + model.dimension());
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

  /** A graph of dense layers, or with a shortlist, is evaluated here, any other by ONNX Runtime. */
  private Router load(OnnxGraph graph, String what) {
    int dimension = model.dimension();
    int bins = model.bins();
    Router own = DenseRouter.of(graph, what, dimension, bins);
    if (own == null) {
      own = ShortlistRouter.of(graph, what, dimension, bins);
    }
    return own == null ? OnnxRouter.open(graph, what, dimension, bins, OnnxRouter.TIME_LIMIT) : own;
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
    freed = true;
    recent.clear();
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

  /** How many vectors {@link #rank} has routed, those not counted that it had just routed. */
  public long routings() {
    return routings.sum();
  }

  /**
   * Ranks all bins for one vector. Where the router fails (its arithmetic overflows) all bins are
   * ranked by their centres. The vectors that were ranked last are not routed again: a query asks
   * for each segment, on any thread.
   *
   * @throws IllegalArgumentException if the vector has another dimension or is not finite
   * @throws IllegalStateException if the model is closed
   */
  public RankedBins rank(float[] vector) {
    if (vector.length != model.dimension()) {
      throw new IllegalArgumentException(
          "vector has dimension " + vector.length + ", the model " + model.dimension());
    }
    checkOpen();
    return recent.get(vector, this::route);
  }

  private RankedBins route(float[] vector) {
    routings.increment();
    float[] logProbabilities = new float[model.bins()];
    router.logProbabilities(vector, 0, 1, logProbabilities);
    return new RankedBins(logProbabilities, routed -> CentreOrder.of(model, vector, routed));
  }

  /**
   * Places documents: each goes to the bin that the document head scores highest, or, without one,
   * to the bin whose log-probability by the router less its price is highest; of equals to the
   * first. Where the network fails (its arithmetic overflows) it is the bin of the nearest centre.
   * Depends on the vector and the model alone, not on what else is in the batch.
   *
   * @param vectors row-major, at least {@code count × dimension} finite values
   * @param bins receives {@code count} bin numbers
   * @throws IllegalArgumentException if an array is too short or a value is not finite
   * @throws IllegalStateException if the model is closed
   */
  public void assign(float[] vectors, int count, int[] bins) {
    assign(vectors, count, bins, null, null);
  }

  /**
   * As {@link #assign(float[], int, int[])}, and chooses the bins that second rows would be in.
   *
   * @param seconds receives for each vector another bin, or its own if there is none; or null
   * @param losses receives what the second row would be worth, the less the more: finite and at
   *     least 0 where there is another bin; null if {@code seconds} is
   */
  public void assign(float[] vectors, int count, int[] bins, int[] seconds, float[] losses) {
    if (seconds == null) {
      place(vectors, count, bins, (scores, scoresAt, i) -> {});
      return;
    }
    checkRoom(count, seconds.length, losses.length);
    int d = model.dimension();
    SecondBins others = new SecondBins(model, prices);
    place(
        vectors,
        count,
        bins,
        (scores, scoresAt, i) -> {
          seconds[i] = others.choose(scores, scoresAt, vectors, i * d, bins[i]);
          losses[i] = others.loss();
        });
  }

  /**
   * As {@link #assign(float[], int, int[])}, and tells all bins that second rows could be in.
   *
   * @param seconds receives for each vector {@value #ALTERNATIVES} other bins, -1 where there are
   *     fewer
   * @param losses receives for each of these what {@link #assign(float[], int, int[], int[],
   *     float[])} tells of the least
   */
  public void alternatives(float[] vectors, int count, int[] bins, int[] seconds, float[] losses) {
    checkRoom(count, seconds.length / ALTERNATIVES, losses.length / ALTERNATIVES);
    int d = model.dimension();
    SecondBins others = new SecondBins(model, prices);
    place(
        vectors,
        count,
        bins,
        (scores, scoresAt, i) ->
            others.tell(
                scores, scoresAt, vectors, i * d, bins[i], seconds, losses, i * ALTERNATIVES));
  }

  /** Is told of a vector that was placed, and of the scores of all bins for it. */
  @FunctionalInterface
  private interface Placed {
    void take(float[] scores, int scoresAt, int i);
  }

  private void place(float[] vectors, int count, int[] bins, Placed placed) {
    int dimension = model.dimension();
    checkRoom(count, vectors.length / dimension, bins.length);
    checkOpen();
    Router network = documentHead == null ? router : documentHead;
    int rows = Math.clamp(ASSIGN_SCORES / model.bins(), 1, Math.max(1, count));
    float[] scores = new float[rows * model.bins()];
    for (int first = 0; first < count; first += rows) {
      int n = Math.min(rows, count - first);
      network.score(vectors, first, n, scores);
      for (int i = 0; i < n; i++) {
        int at = first + i;
        int best = ScoreRow.best(scores, i * model.bins(), model.bins(), prices);
        bins[at] = best < 0 ? CentreOrder.nearest(model, vectors, at * dimension) : best;
        placed.take(scores, i * model.bins(), at);
      }
    }
  }

  private void checkRoom(int count, int first, int second) {
    if (count < 0 || count > first || count > second) {
      throw new IllegalArgumentException(
          "arrays have room for "
              + Math.min(first, second)
              + " vectors of dimension "
              + model.dimension()
              + ", expected "
              + count);
    }
  }

  /**
   * As {@link #assign(float[], int, int[])}, and tells the second rows that an index has.
   *
   * @param share of the vectors that may have second rows, 0 … 1; where the model does not say
   *     which, none has
   * @param seconds receives the bin of each vector's second row, or its own if it has one row
   */
  public void assign(float[] vectors, int count, double share, int[] bins, int[] seconds) {
    Spill spill = share == 0 ? null : model.spill();
    if (spill == null) {
      assign(vectors, count, bins);
      System.arraycopy(bins, 0, seconds, 0, count);
      return;
    }
    double most = spill.most(share);
    float[] losses = new float[count];
    assign(vectors, count, bins, seconds, losses);
    for (int i = 0; i < count; i++) {
      seconds[i] = losses[i] <= most ? seconds[i] : bins[i];
    }
  }

  private void checkOpen() {
    if (freed) {
      throw new IllegalStateException(model + " is closed");
    }
  }
}
