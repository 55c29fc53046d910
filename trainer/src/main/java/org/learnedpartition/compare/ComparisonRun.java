package org.learnedpartition.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.learnedpartition.cache.Cache;
import org.learnedpartition.data.NeighbourFile;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.method.Placement;
import org.learnedpartition.method.TrainingOptions;
import org.learnedpartition.method.TrialData;
import org.learnedpartition.method.Trials;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

/** Runs a comparison: what is in the folder already is not measured again. */
public final class ComparisonRun {
  private final Comparison comparison;
  private final Path data;
  private final Results kept;
  private final Cache cache;

  /**
   * @param file the comparison, as YAML
   * @param data where the comparison's relative paths begin
   * @param out folder of the results; made if there is none
   * @param cache keeps parts of trainings, beside the results
   * @throws IllegalArgumentException if the comparison cannot be used; says where and why
   */
  public ComparisonRun(Path file, Path data, Path out, Cache cache) throws IOException {
    this.comparison = ComparisonFile.read(file);
    this.data = data;
    this.kept = new Results(out);
    this.cache = cache;
  }

  /** A run of a method. */
  private record Entry(Contestant method, Documents documents, long seed) {
    @Override
    public String toString() {
      return method.name() + ", " + documents.label() + ", seed " + seed;
    }
  }

  /**
   * Runs what is missing; tables are written anew after each run, the page after the last.
   *
   * @param teller is told of each run
   * @throws InterruptedException if the calling thread was interrupted; what was measured is kept
   */
  public void run(Workers workers, Progress progress, Consumer<String> teller)
      throws IOException, InterruptedException {
    Similarity similarity = Similarity.ofSpace(comparison.similarity());
    try (VectorSource base = VectorSource.open(data.resolve(comparison.base()), progress);
        VectorSource queries = VectorSource.open(data.resolve(comparison.queries()), progress);
        VectorSource learn = open(comparison.learn(), progress)) {
      sameDimension("queries", queries, base);
      if (learn != null) {
        sameDimension("queries to learn from", learn, base);
      }
      if (comparison.dimensions() > base.dimension()) {
        throw new IllegalArgumentException(
            "[dimensions] must be at most "
                + base.dimension()
                + " (the base), got "
                + comparison.dimensions());
      }
      int count = comparison.rows() == 0 ? base.count() : comparison.rows();
      if (count > base.count()) {
        throw new IllegalArgumentException(
            "[rows] must be at most " + base.count() + " (the base), got " + count);
      }
      List<Result> results = new ArrayList<>();
      int dimension = comparison.dimensions() == 0 ? base.dimension() : comparison.dimensions();
      Trials trials = null;
      for (Entry entry : entries()) {
        TrainingOptions options = comparison.options(entry.method, entry.seed, count, dimension);
        String setting = setting(entry.method, options, base, queries, learn, count);
        String name = entry.method.name();
        Result result = kept.find(setting, name, entry.documents, entry.seed);
        if (result == null) {
          if (trials == null) {
            trials =
                new Trials(
                    load(base, queries, learn, count, similarity, workers, progress),
                    cache,
                    workers,
                    progress);
          }
          Trials.Outcome outcome =
              trials.run(
                  entry.documents.seen(), options, entry.method.placement(), entry.method.spill());
          result = Result.of(setting, entry.method, entry.documents, entry.seed, outcome);
          kept.keep(result);
          teller.accept(entry + ": " + Summary.of(result));
        } else {
          teller.accept(entry + ": there already");
        }
        results.add(result);
        kept.write("table.csv", ComparisonTables.table(comparison.dataset(), results));
        kept.write("curves.csv", ComparisonTables.curves(comparison.dataset(), results));
        kept.write("sizes.csv", ComparisonTables.sizes(comparison.dataset(), results));
      }
      kept.write("compare.html", new ComparisonPage(comparison, results).html());
    }
  }

  private VectorSource open(String file, Progress progress) throws IOException {
    return file == null ? null : VectorSource.open(data.resolve(file), progress);
  }

  private static void sameDimension(String what, VectorSource queries, VectorSource base) {
    if (queries.dimension() != base.dimension()) {
      throw new IllegalArgumentException(
          what
              + " have dimension "
              + queries.dimension()
              + " but the base has dimension "
              + base.dimension());
    }
  }

  /** In the order that lets methods share most. */
  private List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    for (long seed : comparison.allSeeds()) {
      for (Documents documents : comparison.documents()) {
        for (Contestant method : comparison.methods()) {
          if (method.runsOn(documents) && comparison.seeds(method).contains(seed)) {
            entries.add(new Entry(method, documents, seed));
          }
        }
      }
    }
    return entries;
  }

  /** All that the figures of a run depend on, besides its documents and seed. */
  private String setting(
      Contestant method,
      TrainingOptions options,
      VectorSource base,
      VectorSource queries,
      VectorSource learn,
      int count) {
    String sample = options.sample() < count ? " sample=" + options.sample() : "";
    String learnt = learn == null ? "" : ", trained on " + comparison.learn() + " " + learn.count();
    String placement = method.placement() == Placement.MODEL ? "" : " as partitioned";
    String spill = method.spill() > 0 ? " spill=" + method.spill() : "";
    String projected = comparison.dimensions() == 0 ? "" : " to " + comparison.dimensions();
    String size = count + " of " + base.count() + " x " + base.dimension() + projected;
    return String.join(
        "; ",
        Contestant.describe(options) + sample + placement + spill,
        comparison.base() + " " + size,
        comparison.queries() + " " + queries.count() + learnt,
        comparison.similarity(),
        options.bins() + " bins",
        "recall@" + comparison.k());
  }

  private TrialData load(
      VectorSource base,
      VectorSource queries,
      VectorSource learn,
      int count,
      Similarity similarity,
      Workers workers,
      Progress progress)
      throws IOException, InterruptedException {
    int d = base.dimension();
    int k = comparison.k();
    if ((long) count * d > VectorSource.MAX_VALUES) {
      throw new IllegalArgumentException(
          "the base has "
              + (long) count * d
              + " values, more than fit in memory: limit it to at most "
              + VectorSource.MAX_VALUES / d
              + " [rows]");
    }
    int to = comparison.dimensions();
    Projection projection = to == 0 ? null : new Projection(d, to);
    float[] documents = read(base, count, projection, workers);
    float[] asked = read(queries, queries.count(), projection, workers);
    float[] learnt = learn == null ? new float[0] : read(learn, learn.count(), projection, workers);
    if (to > 0) {
      d = to;
    }
    if (comparison.truth() == null) {
      return TrialData.of(documents, d, asked, k, similarity, cache, workers, progress)
          .learning(learnt);
    }
    Path truth = data.resolve(comparison.truth());
    int[] ids = NeighbourFile.read(truth, queries.count(), count, k);
    return new TrialData(documents, d, asked, ids, k, learnt);
  }

  private static float[] read(
      VectorSource source, int count, Projection projection, Workers workers)
      throws IOException, InterruptedException {
    float[] vectors = new float[Math.multiplyExact(count, source.dimension())];
    source.read(0, count, vectors, 0);
    return projection == null ? vectors : projection.of(vectors, workers);
  }
}
