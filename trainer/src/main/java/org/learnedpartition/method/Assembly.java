package org.learnedpartition.method;

import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicLong;
import org.learnedpartition.model.Calibration;
import org.learnedpartition.model.Codebook;
import org.learnedpartition.model.Manifest;
import org.learnedpartition.model.OpenModel;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.model.Spill;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

/**
 * Makes a partition model of networks, whoever trained them: places every document as a flush
 * would, takes the bins' centres from there, calibrates, and learns codebooks.
 */
final class Assembly {
  private static final int BATCH = 512;

  private final TrainingSet set;
  private final Codebooks codebooks;
  private final Calibrator calibrator;
  private final Workers workers;
  private final Progress progress;

  Assembly(
      TrainingSet set, HeldOut heldOut, Codebooks codebooks, Workers workers, Progress progress) {
    this.set = set;
    this.codebooks = codebooks;
    this.calibrator = new Calibrator(set, heldOut, workers, progress);
    this.workers = workers;
    this.progress = progress;
  }

  /** A model that can be opened, and nothing is known of yet. */
  PartitionModel bare(Graphs graphs, int k, SortedMap<String, String> provenance) {
    int d = set.documents().dimension();
    return PartitionModel.of(
        manifest(graphs, new int[graphs.bins()], provenance),
        graphs.router(),
        graphs.head(),
        new float[graphs.bins() * d],
        uncalibrated(graphs.bins(), k),
        List.of());
  }

  /** Nothing is calibrated yet: all bins reach all neighbours. */
  private static Calibration uncalibrated(int bins, int k) {
    return new Calibration(
        k, 1, List.of(new Calibration.Point(bins, 1, 1, List.of(1.0))), List.of(), List.of());
  }

  /**
   * A model that has its bins' centres, too, and so can choose second rows.
   *
   * @param bin of each document
   */
  PartitionModel placed(Graphs graphs, int[] bin, int k, SortedMap<String, String> provenance)
      throws InterruptedException {
    Means means = Means.of(set.documents(), bin, graphs.bins(), workers);
    float[] centres = means.values();
    set.space().restore(centres);
    return PartitionModel.of(
        manifest(graphs, means.sizes(), provenance),
        graphs.router(),
        graphs.head(),
        centres,
        uncalibrated(graphs.bins(), k),
        List.of());
  }

  /**
   * The whole model.
   *
   * @param bin of each document
   */
  PartitionModel complete(Graphs graphs, int[] bin, int k, SortedMap<String, String> provenance)
      throws InterruptedException {
    // Bins that are not ranked come nearest centre first, so ranking needs the centres.
    PartitionModel placed = placed(graphs, bin, k, provenance);
    float[] centres = new float[graphs.bins() * placed.dimension()];
    placed.centres().get(centres);
    try (OpenModel open = OpenModel.open(placed)) {
      Calibration calibration = calibrator.calibrate(open, bin);
      Spill spill = calibrator.spill(open, bin, calibration);
      List<Codebook> learnt = codebooks.learn(placed, bin);
      return PartitionModel.of(
          placed.manifest(), graphs.router(), graphs.head(), centres, calibration, learnt, spill);
    }
  }

  private Manifest manifest(Graphs graphs, int[] sizes, SortedMap<String, String> provenance) {
    return new Manifest(
        set.documents().dimension(),
        set.space().similarity(),
        graphs.bins(),
        graphs.ranked(),
        graphs.kind(),
        graphs.prices(),
        sizes,
        provenance);
  }

  /** The bin of each document. */
  int[] place(OpenModel open) throws InterruptedException {
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
