package org.learnedpartition.method;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicLong;
import org.learnedpartition.data.Space;
import org.learnedpartition.learn.Network;
import org.learnedpartition.learn.OnnxExport;
import org.learnedpartition.learn.Scorer;
import org.learnedpartition.model.Calibration;
import org.learnedpartition.model.Codebook;
import org.learnedpartition.model.Manifest;
import org.learnedpartition.model.OpenModel;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.model.Router;
import org.learnedpartition.model.Spill;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

/**
 * Turns a trained network into a partition model: exports it, compares it with the answers of ONNX
 * Runtime and of {@link OpenModel}'s evaluator, places every document with it as a flush would,
 * calibrates it, and gives it codebooks.
 */
final class ModelWriter {
  private static final int MOST_RANKED = 1024;
  private static final int BATCH = 512;
  private static final int PARITY_ROWS = 512;

  /** Single precision over sums of thousands of terms, and logits folded from another space. */
  private static final float TOLERANCE = 2e-3f;

  /** Equally near centres, and rounding, may place a few documents elsewhere. */
  private static final double PLACED_ALIKE = 0.999;

  private final TrainingSet set;
  private final Codebooks codebooks;
  private final Calibrator calibrator;
  private final Workers workers;
  private final Progress progress;

  ModelWriter(
      TrainingSet set, HeldOut heldOut, Codebooks codebooks, Workers workers, Progress progress) {
    this.set = set;
    this.codebooks = codebooks;
    this.calibrator = new Calibrator(set, heldOut, workers, progress);
    this.workers = workers;
    this.progress = progress;
  }

  /**
   * Writes the model.
   *
   * @throws IllegalStateException if an evaluator's answer is not the network's, or its document
   *     head does not place documents in the bins that were learnt
   */
  PartitionModel write(Model learned, int k, SortedMap<String, String> provenance)
      throws InterruptedException {
    // A head runs at flush alone, and has to place documents where they were learnt to be.
    Network network = learned.network().rounded();
    int bins = network.bins();
    int d = network.dimension();
    int ranked = Math.min(bins, MOST_RANKED);
    byte[] onnx = OnnxExport.router(network, set.space(), ranked);
    byte[] head =
        learned.head() == null ? null : OnnxExport.router(learned.head(), set.space(), ranked);
    // Nothing is calibrated yet: all bins reach all neighbours.
    Calibration none =
        new Calibration(k, 1, List.of(new Calibration.Point(bins, 1, 1, 1)), List.of(), List.of());
    PartitionModel bare =
        PartitionModel.of(
            manifest(learned, new int[bins], ranked, provenance),
            onnx,
            head,
            new float[bins * d],
            none,
            List.of());
    int[] bin;
    // Both: others run the graph in ONNX Runtime, and it is opened with an evaluator of our own.
    try (Router reference = Router.reference(bare)) {
      checkParity(network, reference);
    }
    try (OpenModel open = OpenModel.open(bare)) {
      checkParity(network, open.router());
      bin = place(open);
    }
    if (head != null) {
      checkHead(learned.bin(), bin);
    }
    Means means = Means.of(set.documents(), bin, bins, workers);
    float[] centres = means.values();
    set.space().restore(centres);
    Manifest manifest = manifest(learned, means.sizes(), ranked, provenance);
    // Bins that are not ranked come nearest centre first, so ranking needs the centres.
    PartitionModel placed = PartitionModel.of(manifest, onnx, head, centres, none, List.of());
    try (OpenModel open = OpenModel.open(placed)) {
      Calibration calibration = calibrator.calibrate(open, bin);
      Spill spill = calibrator.spill(open, bin);
      List<Codebook> learnt = codebooks.learn(placed, bin);
      return PartitionModel.of(manifest, onnx, head, centres, calibration, learnt, spill);
    }
  }

  private Manifest manifest(
      Model learned, int[] sizes, int ranked, SortedMap<String, String> provenance) {
    Space space = set.space();
    Network network = learned.network();
    return new Manifest(
        network.dimension(),
        space.similarity(),
        network.bins(),
        ranked,
        network.kind(),
        learned.prices(),
        sizes,
        provenance);
  }

  private void checkParity(Network network, Router router) {
    int rows = Math.min(PARITY_ROWS, set.judges().count());
    int bins = network.bins();
    int ranked = router.ranked();
    Scorer scorer = network.forward();
    float[] expected = new float[rows * bins];
    scorer.score(set.judges().vectors(), 0, rows, expected);
    int[] order = new int[rows * ranked];
    float[] logP = new float[rows * ranked];
    router.route(set.raw(set.judges(), 0, rows), rows, order, logP);
    for (int q = 0; q < rows; q++) {
      double max = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < bins; c++) {
        max = Math.max(max, expected[q * bins + c]);
      }
      double sum = 0;
      for (int c = 0; c < bins; c++) {
        sum += Math.exp(expected[q * bins + c] - max);
      }
      double logSum = max + Math.log(sum);
      float[] sorted = Arrays.copyOfRange(expected, q * bins, (q + 1) * bins);
      Arrays.sort(sorted);
      for (int i = 0; i < ranked; i++) {
        int at = q * ranked + i;
        double own = expected[q * bins + order[at]] - logSum;
        // The bin at each rank may differ only where two bins are as good as equal.
        double atRank = sorted[bins - 1 - i] - logSum;
        double tolerance = TOLERANCE * Math.max(1, Math.abs(own));
        if (Math.abs(logP[at] - own) > tolerance || Math.abs(logP[at] - atRank) > tolerance) {
          throw new IllegalStateException(
              String.format(
                  Locale.ROOT,
                  "the exported router does not answer as the trained one: query %d, rank %d, bin"
                      + " %d, log-probability %s by %s, %s by the trainer; the model was"
                      + " not written",
                  q,
                  i,
                  order[at],
                  logP[at],
                  router,
                  own));
        }
      }
    }
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

  private int[] place(OpenModel open) throws InterruptedException {
    int n = set.documents().count();
    int[] bin = new int[n];
    AtomicLong done = new AtomicLong();
    progress.report("placing", 0, n);
    workers.ranges(
        n,
        BATCH,
        (from, to) -> {
          int[] placed = new int[to - from];
          open.assign(set.raw(set.documents(), from, to - from), to - from, placed);
          System.arraycopy(placed, 0, bin, from, placed.length);
          progress.report("placing", done.addAndGet(to - from), n);
        });
    return bin;
  }
}
