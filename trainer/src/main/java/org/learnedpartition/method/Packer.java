package org.learnedpartition.method;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.model.InvalidModelException;
import org.learnedpartition.model.Manifest;
import org.learnedpartition.model.OpenModel;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.model.Router;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

/** Makes a partition model of a router that was trained elsewhere. */
public final class Packer {
  /** Held-out queries that a router of a cosine model is tried on, as they are and longer. */
  private static final int TRIED = 64;

  private static final float LONGER = 3;

  /** Largest difference of log-probabilities that rounding may make. */
  private static final float TOLERANCE = 1e-2f;

  private Packer() {}

  /**
   * A router that was trained elsewhere.
   *
   * @param router ONNX graph with the contract of {@link Router}; untrusted
   * @param head of documents, or null: they go where the router ranks first
   * @param bins that there are, or 0 for as many as the router ranks
   */
  public record Trained(byte[] router, byte[] head, int bins) {
    public Trained {
      if (bins < 0 || bins > Manifest.MAX_BINS) {
        throw new IllegalArgumentException(
            "[bins] must be between 1 and " + Manifest.MAX_BINS + ", got " + bins);
      }
    }
  }

  /**
   * Places the base, calibrates, learns codebooks. Memory as for {@link Trainer#train}.
   *
   * @param base the documents, or a sample of them; read in order, not closed
   * @param queries real queries, or null: half of them, at most 8,000, calibrate the model
   * @param options similarity, seed, threads, neighbours and sample of them are used
   * @throws InvalidModelException if a graph breaks its contract
   * @throws IllegalArgumentException if the vectors do not allow it
   * @throws IOException if a source cannot be read
   * @throws InterruptedException if the calling thread was interrupted; nothing is left behind
   */
  public static PartitionModel pack(
      Trained trained,
      VectorSource base,
      VectorSource queries,
      TrainingOptions options,
      Progress progress)
      throws IOException, InterruptedException {
    int d = base.dimension();
    // Before anything is read.
    int most = trained.bins() == 0 ? Manifest.MAX_BINS : trained.bins();
    int ranked = Router.ranked(trained.router(), d, most);
    int bins = trained.bins() == 0 ? ranked : trained.bins();
    boolean priced = trained.head() == null;
    Graphs graphs =
        new Graphs(
            trained.router(), trained.head(), new float[priced ? bins : 0], "onnx", bins, ranked);
    TrainingSet set = TrainingSet.load(base, queries, options, progress);
    try (Workers workers = new Workers(options.threads())) {
      int farthest = Calibrator.most(set.documents().count(), options.neighbours());
      HeldOut heldOut =
          new HeldOut(Parts.unkept(set), options.neighbours(), farthest, workers, progress);
      Codebooks codebooks = new Codebooks(set, heldOut, options.seed(), workers, progress);
      Assembly assembly = new Assembly(set, heldOut, codebooks, workers, progress);
      SortedMap<String, String> provenance = provenance(set, options, trained);
      PartitionModel bare = assembly.bare(graphs, options.neighbours(), provenance);
      // Its trial tells a router that ranks what it may not.
      try (Router reference = Router.reference(bare)) {
        if (options.similarity() == Similarity.COSINE) {
          checkLength(reference, set);
        }
      }
      int[] bin;
      try (OpenModel open = OpenModel.open(bare)) {
        bin = assembly.place(open);
      }
      return assembly.complete(graphs, bin, options.neighbours(), provenance);
    }
  }

  /** Vectors of cosine come in any length, and training sees those of length 1. */
  private static void checkLength(Router router, TrainingSet set) {
    int rows = Math.min(TRIED, set.judges().count());
    float[] vectors = set.raw(set.judges(), 0, rows);
    float[] longer = vectors.clone();
    for (int i = 0; i < longer.length; i++) {
      longer[i] *= LONGER;
    }
    float[] expected = new float[rows * router.bins()];
    float[] given = new float[expected.length];
    router.logProbabilities(vectors, 0, rows, expected);
    router.logProbabilities(longer, 0, rows, given);
    // The first rank only: which bin is ranked last may hang on a rounding.
    for (int row = 0; row < rows; row++) {
      int from = row * router.bins();
      float best = max(expected, from, from + router.bins());
      float other = max(given, from, from + router.bins());
      if (!(Math.abs(best - other) <= TOLERANCE * Math.max(1, Math.abs(best)))) {
        throw new InvalidModelException(
            String.format(
                Locale.ROOT,
                "model's router gives a vector's best bin the log-probability %s, and %s when the"
                    + " vector is %s times as long, but for cosinesimil both are the same vector:"
                    + " give vectors length 1 in the graph",
                best,
                other,
                LONGER));
      }
    }
  }

  private static float max(float[] values, int from, int to) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = from; i < to; i++) {
      max = Math.max(max, values[i]);
    }
    return max;
  }

  private static SortedMap<String, String> provenance(
      TrainingSet set, TrainingOptions options, Trained trained) {
    SortedMap<String, String> provenance = new TreeMap<>();
    provenance.put("method", "packed");
    provenance.put("router_sha256", sha256(trained.router()));
    if (trained.head() != null) {
      provenance.put("document_head_sha256", sha256(trained.head()));
    }
    provenance.put("seed", Long.toString(options.seed()));
    provenance.put("neighbours", Integer.toString(options.neighbours()));
    provenance.put("vectors", Integer.toString(set.documents().count()));
    provenance.put("vectors_held_out", Integer.toString(set.documents().count() - set.trained()));
    provenance.put("queries_held_out", Integer.toString(set.judges().count()));
    provenance.put("data_sha256", set.fingerprint());
    return provenance;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
