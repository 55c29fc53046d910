package org.learnedpartition.compare;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.learnedpartition.method.BinChoice;
import org.learnedpartition.method.TrainingOptions;
import org.learnedpartition.model.Manifest;
import org.learnedpartition.model.Similarity;

/**
 * Methods that are compared on a data set.
 *
 * @param dataset its name in tables
 * @param base file of the documents
 * @param queries file of the queries, never trained on
 * @param learn file of queries that methods are trained on besides the documents, or null
 * @param truth {@code .ivecs} file of their true neighbours in the whole base, or null: computed
 * @param similarity l2, cosinesimil or innerproduct
 * @param rows documents used, the first ones; 0 (if left out) is all
 * @param dimensions to which a random {@link Projection} takes vectors; 0 (if left out) leaves them
 *     as they are
 * @param bins 2 … 65,536; 0 (if left out) chooses by the number of documents
 * @param k neighbours of a query, 1 … 100; 10 if left out
 * @param seeds of every random choice, one run each; 42 if left out
 * @param documents which documents methods are trained on; both kinds if left out
 * @param methods what is compared, in the order of the tables
 */
record Comparison(
    String dataset,
    String base,
    String queries,
    String learn,
    String truth,
    String similarity,
    int rows,
    int dimensions,
    int bins,
    Integer k,
    List<Long> seeds,
    List<Documents> documents,
    List<Contestant> methods) {

  private static final int K = 10;
  private static final long SEED = 42;

  Comparison {
    k = k == null ? K : k;
    seeds = seeds == null ? List.of(SEED) : List.copyOf(seeds);
    documents = documents == null ? List.of(Documents.values()) : List.copyOf(documents);
    given("dataset", dataset);
    given("base", base);
    given("queries", queries);
    given("similarity", similarity);
    Similarity.ofSpace(similarity);
    if (rows < 0) {
      throw new IllegalArgumentException("[rows] must be 0 (all) or more, got " + rows);
    }
    if (rows > 0 && truth != null) {
      throw new IllegalArgumentException(
          "[truth] is of the whole base: leave it out where [rows] limits the base");
    }
    if (dimensions != 0) {
      range("dimensions", dimensions, 1, 1 << 16);
      if (truth != null) {
        throw new IllegalArgumentException(
            "[truth] is of the vectors as they are: leave it out where [dimensions] changes them");
      }
    }
    if (bins != 0) {
      range("bins", bins, 2, Manifest.MAX_BINS);
    }
    range("k", k, 1, 100);
    some("seeds", seeds);
    some("documents", documents);
    some("methods", methods);
    methods = List.copyOf(methods);
    Set<String> names = new HashSet<>();
    for (Contestant method : methods) {
      if (!names.add(method.name())) {
        throw new IllegalArgumentException("two methods have the [name] [" + method.name() + "]");
      }
      if (documents.stream().noneMatch(method::runsOn)) {
        throw new IllegalArgumentException(
            "[placement] of ["
                + method.name()
                + "] is partition, which unseen documents have no place in: add all to"
                + " [documents]");
      }
    }
  }

  private static void given(String name, String value) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("[" + name + "] must be given");
    }
  }

  private static void some(String name, List<?> values) {
    if (values == null || values.isEmpty()) {
      throw new IllegalArgumentException("[" + name + "] must be given, with at least one entry");
    }
  }

  private static void range(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "[%s] must be between %d and %d, got %d", name, min, max, value));
    }
  }

  /** The seeds that a method runs with. */
  List<Long> seeds(Contestant method) {
    return method.seeds() == null ? seeds : method.seeds();
  }

  /** All seeds that some method runs with, in order. */
  List<Long> allSeeds() {
    return methods.stream().flatMap(method -> seeds(method).stream()).distinct().sorted().toList();
  }

  /**
   * How a method is trained.
   *
   * @param count documents of the base
   * @param dimension of them
   */
  TrainingOptions options(Contestant method, long seed, int count, int dimension) {
    TrainingOptions usual =
        TrainingOptions.of(Similarity.ofSpace(similarity))
            .with(
                o -> {
                  o.bins = bins == 0 ? BinChoice.of(count, count, dimension).bins() : bins;
                  o.seed = seed;
                  // Unless a method asks for a sample, [rows] alone limits what is read.
                  o.sample = Math.max(o.sample, count);
                });
    return method.options(usual);
  }
}
