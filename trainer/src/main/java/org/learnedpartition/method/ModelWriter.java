package org.learnedpartition.method;

import java.util.Arrays;
import java.util.Locale;
import java.util.SortedMap;
import org.learnedpartition.learn.Scorer;
import org.learnedpartition.model.OpenModel;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.model.Router;

/**
 * Turns a trained network into a partition model: exports it, compares it with the answers of ONNX
 * Runtime and of {@link OpenModel}'s evaluator, and leaves the rest to an {@link Assembly}.
 */
final class ModelWriter {
  private static final int PARITY_ROWS = 512;

  /** Single precision over sums of thousands of terms, and logits folded from another space. */
  private static final float TOLERANCE = 2e-3f;

  /** Of so many queries, one may have another shortlist in one evaluator than in the other. */
  private static final int OTHER_LISTS = 64;

  /** Equally near centres, and rounding, may place a few documents elsewhere. */
  private static final double PLACED_ALIKE = 0.999;

  private final TrainingSet set;
  private final Assembly assembly;

  ModelWriter(TrainingSet set, Assembly assembly) {
    this.set = set;
    this.assembly = assembly;
  }

  /**
   * Writes the model.
   *
   * @throws IllegalStateException if an evaluator's answer is not the network's, or its document
   *     head does not place documents in the bins that were learnt
   */
  PartitionModel write(Model learned, int k, SortedMap<String, String> provenance)
      throws InterruptedException {
    Model rounded = learned.rounded();
    Graphs graphs = Graphs.of(learned, set.space());
    PartitionModel bare = assembly.bare(graphs, k, provenance);
    int[] bin;
    // Both: others run the graph in ONNX Runtime, and it is opened with an evaluator of our own.
    try (Router reference = Router.reference(bare)) {
      checkParity(rounded, reference);
    }
    try (OpenModel open = OpenModel.open(bare)) {
      checkParity(rounded, open.router());
      bin = assembly.place(open);
    }
    if (learned.head() != null) {
      checkHead(learned.bin(), bin);
    }
    return assembly.complete(graphs, bin, k, provenance);
  }

  private void checkParity(Model learned, Router router) {
    Scorer scorer = learned.scorer();
    int rows = Math.min(PARITY_ROWS, set.judges().count());
    int bins = scorer.bins();
    int ranked = router.ranked();
    float[] expected = new float[rows * bins];
    scorer.score(set.judges().vectors(), 0, rows, expected);
    int[] order = new int[rows * ranked];
    float[] logP = new float[rows * ranked];
    router.route(set.raw(set.judges(), 0, rows), rows, order, logP);
    // Of two bins whose sketches are as good as equal, either may be the last of a shortlist.
    int others = learned.shortlist() == null ? 0 : rows / OTHER_LISTS;
    for (int q = 0; q < rows; q++) {
      float[] scores = Arrays.copyOfRange(expected, q * bins, (q + 1) * bins);
      int rank = firstOther(scores, order, logP, q * ranked, ranked);
      if (rank >= 0 && others-- == 0) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "the exported router does not answer as the trained one: query %d, rank %d, bin"
                    + " %d, log-probability %s by %s, score %s by the trainer; the model was"
                    + " not written",
                q,
                rank,
                order[q * ranked + rank],
                logP[q * ranked + rank],
                router,
                scores[order[q * ranked + rank]]));
      }
    }
  }

  /** The first rank at which an answer differs from the scores, or -1. */
  private static int firstOther(float[] scores, int[] order, float[] logP, int at, int ranked) {
    float[] sorted = scores.clone();
    Arrays.sort(sorted);
    double max = sorted[sorted.length - 1];
    double sum = 0;
    for (float score : scores) {
      sum += Math.exp(score - max);
    }
    double logSum = max + Math.log(sum);
    for (int i = 0; i < ranked; i++) {
      double own = scores[order[at + i]] - logSum;
      // The bin at each rank may differ only where two bins are as good as equal.
      double atRank = sorted[sorted.length - 1 - i] - logSum;
      double tolerance = TOLERANCE * Math.max(1, Math.abs(atRank));
      // A difference of infinities fails the comparisons too.
      if (!(Math.abs(logP[at + i] - own) <= tolerance)
          || !(Math.abs(logP[at + i] - atRank) <= tolerance)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * @param learned bin of each document trained on
   * @param placed bin of each document by the exported head
   */
  static void checkHead(int[] learned, int[] placed) {
    int alike = 0;
    for (int i = 0; i < learned.length; i++) {
      alike += learned[i] == placed[i] ? 1 : 0;
    }
    if (alike < PLACED_ALIKE * learned.length) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "the exported document head does not answer as the trained one: it places"
                  + " %d of %d documents in the bins that were learnt, expected at least %s of all;"
                  + " the model was not written",
              alike,
              learned.length,
              PLACED_ALIKE));
    }
  }
}
