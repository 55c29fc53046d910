package org.learnedpartition.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.learnedpartition.data.Points;
import org.learnedpartition.data.Space;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.graph.ExactNeighbours;
import org.learnedpartition.graph.Neighbours;
import org.learnedpartition.model.Calibration;
import org.learnedpartition.model.OpenModel;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.model.RankedBins;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.search.ProbeDepth;
import org.learnedpartition.search.ProbeParameters;

/**
 * Measures models on any vectors: each places them as a flush would and routes the queries as a
 * search would.
 *
 * @param routing of the queries to their k neighbours; every true neighbour counts
 * @param vectors number of vectors
 * @param sizes rows of each bin
 * @param search what a search takes that says neither probes nor a recall: for each query what the
 *     model's calibration says
 * @param promises what searches got that asked for a recall, by numbers of neighbours and recalls
 *     that rise
 */
public record Evaluation(
    Routing routing, int vectors, int[] sizes, Routing.Measured search, List<Promise> promises) {
  /** Numbers of neighbours that a recall is asked for. */
  public static final List<Integer> KS = List.of(1, 10, 100);

  /** Recalls that are asked for. */
  public static final List<Double> ASKED = List.of(0.9, 0.95, 0.99);

  private static final int BATCH = 512;

  /** Rows read at once, in values. */
  private static final int READ_VALUES = 1 << 22;

  /**
   * A recall that searches asked for and what they got.
   *
   * @param k neighbours asked for
   * @param asked recall asked for
   * @param got what each query found with its own number of probes, by calibration
   */
  public record Promise(int k, double asked, Routing.Measured got) {}

  /** Is given the evaluations as they are made. */
  @FunctionalInterface
  public interface Taker {
    /**
     * @param model number of the model
     */
    void take(int model, Evaluation evaluation) throws IOException, InterruptedException;
  }

  /**
   * Measures models: the base is read once, in blocks, and neighbours are found once. Memory: 4
   * bytes for each vector and model, 8 with second rows, the queries, one model's routing (12 bytes
   * for each query and bin: 490 MB for 10,000 queries and 4,096 bins), which goes when it was
   * taken, and the base if neighbours are to be computed.
   *
   * @param models at least one, all of the same similarity
   * @param truth the queries' true neighbours, at least k of each, or null to compute them, for
   *     which the base must fit in memory
   * @param k neighbours of a query, 1 … the number of base vectors
   * @param spill share of the vectors that may have second rows, 0 … 1
   * @param taker gets each model's evaluation, in the order of the models
   * @throws IllegalArgumentException if dimensions or similarities differ, or a value is out of
   *     range
   */
  public static void each(
      List<OpenModel> models,
      VectorSource base,
      VectorSource queries,
      Neighbours truth,
      int k,
      double spill,
      Workers workers,
      Progress progress,
      Taker taker)
      throws IOException, InterruptedException {
    List<Calibration> calibrations = new ArrayList<>();
    for (OpenModel model : models) {
      check(model, models.getFirst(), base, queries, k);
      calibrations.add(model.model().calibration(spill));
    }
    int d = base.dimension();
    int n = base.count();
    if (truth == null && (long) n * d > VectorSource.MAX_VALUES) {
      throw new IllegalArgumentException(
          "the base has "
              + (long) n * d
              + " values, more than fit in memory for exact neighbours: give them with --truth");
    }
    int[][] bin = new int[models.size()][n];
    int[][] second = spill == 0 ? bin : new int[models.size()][n];
    float[] vectors = place(models, base, spill, bin, second, truth == null, workers, progress);
    float[] asked = new float[Math.multiplyExact(queries.count(), d)];
    queries.read(0, queries.count(), asked, 0);
    Neighbours neighbours = truth;
    if (neighbours == null) {
      Space space = Space.fit(models.getFirst().model().similarity(), vectors, n, d);
      Points documents = space.prepare(vectors, n);
      Points prepared = space.prepare(asked.clone(), queries.count());
      neighbours =
          ExactNeighbours.find(
              documents, prepared, -1, most(k, n), workers, progress, "exact neighbours");
    }
    for (int m = 0; m < bin.length; m++) {
      String stage = bin.length == 1 ? "routing" : "routing " + (m + 1) + " of " + bin.length;
      Evaluation evaluation =
          route(
              models.get(m),
              calibrations.get(m),
              bin[m],
              second[m],
              asked,
              neighbours,
              k,
              workers,
              progress,
              stage);
      taker.take(m, evaluation);
    }
  }

  private static Evaluation route(
      OpenModel model,
      Calibration calibration,
      int[] bin,
      int[] second,
      float[] queries,
      Neighbours neighbours,
      int k,
      Workers workers,
      Progress progress,
      String stage)
      throws InterruptedException {
    int d = model.model().dimension();
    int bins = model.model().bins();
    int count = queries.length / d;
    int[] sizes = Metrics.rows(bin, second, bins);
    int wide = neighbours.k();
    Routing routing = new Routing(count, bins, wide);
    List<Asked> asked = new ArrayList<>();
    asked.add(new Asked(k, 0, new int[count]));
    for (int each : KS) {
      for (double recall : each <= wide ? ASKED : List.<Double>of()) {
        asked.add(new Asked(each, recall, new int[count]));
      }
    }
    AtomicLong done = new AtomicLong();
    progress.report(stage, 0, count);
    workers.ranges(
        count,
        BATCH,
        (from, to) -> {
          float[] query = new float[d];
          int[] firsts = new int[wide];
          int[] seconds = new int[wide];
          int[] order = new int[bins];
          float[] logP = new float[bins];
          for (int q = from; q < to; q++) {
            System.arraycopy(queries, q * d, query, 0, d);
            RankedBins ranked = model.rank(query);
            for (int j = 0; j < wide; j++) {
              firsts[j] = bin[neighbours.ids()[q * wide + j]];
              seconds[j] = second[neighbours.ids()[q * wide + j]];
            }
            for (int rank = 0; rank < bins; rank++) {
              order[rank] = ranked.bin(rank);
              logP[rank] = ranked.logProbability(rank);
            }
            routing.set(q, order, logP, sizes, firsts, seconds);
            for (Asked each : asked) {
              each.probes[q] = each.depth(model.model(), calibration, bin.length, ranked).probes();
            }
          }
          progress.report(stage, done.addAndGet(to - from), count);
        });
    List<Promise> promises = new ArrayList<>();
    for (Asked each : asked) {
      promises.add(
          new Promise(each.k, each.recall, routing.nearest(each.k).at(q -> each.probes[q])));
    }
    Routing.Measured search = promises.removeFirst().got();
    return new Evaluation(routing.nearest(k), bin.length, sizes, search, List.copyOf(promises));
  }

  /**
   * A search that is measured.
   *
   * @param recall asked for, 0 for the default
   * @param probes of each query
   */
  private record Asked(int k, double recall, int[] probes) {
    ProbeDepth depth(
        PartitionModel model, Calibration calibration, int vectors, RankedBins ranked) {
      return ProbeDepth.of(
          ProbeParameters.CALIBRATED.withRecallTarget(recall),
          calibration.of(model.sampled(k, vectors)),
          ranked);
    }
  }

  /** Neighbours that are looked at, of a query and so many vectors. */
  public static int most(int k, int vectors) {
    return Math.max(k, Math.min(KS.getLast(), vectors));
  }

  private static void check(
      OpenModel model, OpenModel first, VectorSource base, VectorSource queries, int k) {
    if (model.model().similarity() != first.model().similarity()) {
      throw new IllegalArgumentException(
          "models measured together must be of one similarity: "
              + first.model()
              + " and "
              + model.model()
              + " are not");
    }
    int d = model.model().dimension();
    if (base.dimension() != d || queries.dimension() != d) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has dimension %d, but the base %d and the queries %d",
              model.model(),
              d,
              base.dimension(),
              queries.dimension()));
    }
    if (k < 1 || k > base.count()) {
      throw new IllegalArgumentException(
          "[k] must be between 1 and " + base.count() + " (base vectors), got " + k);
    }
  }

  /** Places the base with each model; returns it if it is to be kept. */
  private static float[] place(
      List<OpenModel> models,
      VectorSource base,
      double spill,
      int[][] bin,
      int[][] second,
      boolean keep,
      Workers workers,
      Progress progress)
      throws IOException, InterruptedException {
    int d = base.dimension();
    int n = base.count();
    int rows = Math.clamp(READ_VALUES / d, 1, n);
    float[] kept = keep ? new float[n * d] : null;
    float[] block = new float[rows * d];
    for (int start = 0; start < n; start += rows) {
      int first = start;
      int count = Math.min(rows, n - first);
      progress.report("placing", first, n);
      base.read(first, count, block, 0);
      checkNotZero(models.getFirst(), block, first, count);
      if (keep) {
        System.arraycopy(block, 0, kept, first * d, count * d);
      }
      workers.ranges(
          count,
          BATCH,
          (from, to) -> {
            float[] batch = Arrays.copyOfRange(block, from * d, to * d);
            int[] firsts = new int[to - from];
            int[] seconds = new int[to - from];
            for (int m = 0; m < bin.length; m++) {
              models.get(m).assign(batch, to - from, spill, firsts, seconds);
              System.arraycopy(firsts, 0, bin[m], first + from, firsts.length);
              System.arraycopy(seconds, 0, second[m], first + from, seconds.length);
            }
          });
    }
    progress.report("placing", n, n);
    return kept;
  }

  private static void checkNotZero(OpenModel model, float[] block, int first, int count) {
    if (model.model().similarity() != Similarity.COSINE) {
      return;
    }
    int d = model.model().dimension();
    for (int i = 0; i < count; i++) {
      float largest = 0;
      for (int c = i * d; c < (i + 1) * d; c++) {
        largest = Math.max(largest, Math.abs(block[c]));
      }
      if (largest == 0) {
        throw new IllegalArgumentException(
            "base: row " + (first + i) + " is a zero vector, and cosinesimil has no angle for it");
      }
    }
  }
}
