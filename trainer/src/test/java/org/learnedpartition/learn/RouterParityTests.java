package org.learnedpartition.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.learnedpartition.data.Points;
import org.learnedpartition.data.Space;
import org.learnedpartition.model.Calibration;
import org.learnedpartition.model.Manifest;
import org.learnedpartition.model.OpenModel;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.model.Router;
import org.learnedpartition.model.Similarity;

/** Every kind of router that is exported, in ONNX Runtime and as models open it. */
class RouterParityTests {
  private static final float TOLERANCE = 1e-4f;
  private static final int VECTORS = 40;

  /**
   * @param length of a shortlist; 0 without one
   */
  record Kind(Similarity similarity, int hidden, int dimension, int bins, int ranked, int length) {
    Kind(Similarity similarity, int hidden, int dimension, int bins, int ranked) {
      this(similarity, hidden, dimension, bins, ranked, 0);
    }

    byte[] graph(Network network, Space space, Random random) {
      if (length == 0) {
        return OnnxExport.router(network, space, ranked);
      }
      float[] vectors = new float[500 * dimension];
      for (int i = 0; i < vectors.length; i++) {
        vectors[i] = (float) (random.nextGaussian() / Math.sqrt(dimension));
      }
      Points points = new Points(vectors, 500, dimension, new float[500]);
      int rank = Math.max(1, dimension / 4);
      Shortlist shortlist = Sketches.of(network, points, rank, 1).shortlist(rank).of(length);
      return OnnxExport.router(network.rounded(), shortlist.rounded(), space, ranked);
    }
  }

  static Stream<Kind> kinds() {
    List<Kind> kinds = new ArrayList<>();
    for (Similarity similarity : Similarity.values()) {
      for (int hidden : new int[] {0, 1, 32, 256}) {
        kinds.add(new Kind(similarity, hidden, 1, 2, 2));
        kinds.add(new Kind(similarity, hidden, 2, 1, 1));
        kinds.add(new Kind(similarity, hidden, 7, 33, 33));
        kinds.add(new Kind(similarity, hidden, 100, 1024, 1024));
        kinds.add(new Kind(similarity, hidden, 384, 300, 50));
        kinds.add(new Kind(similarity, hidden, 784, 64, 1));
        kinds.add(new Kind(similarity, hidden, 3, 6, 2, 3));
        kinds.add(new Kind(similarity, hidden, 100, 1024, 1024, 192));
        kinds.add(new Kind(similarity, hidden, 96, 330, 50, 100));
      }
    }
    return kinds.stream();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void ownEvaluatorAnswersAsOnnxRuntime(Kind kind) {
    Random random = new Random(kind.hashCode());
    int d = kind.dimension();
    int bins = kind.bins();
    int ranked = kind.ranked();
    PartitionModel model = model(kind, random);
    float[] vectors = new float[VECTORS * d];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = 3 + (float) random.nextGaussian();
    }
    float[] dense = new float[VECTORS * bins];
    float[] whole = new float[VECTORS * bins];
    int[] bin = new int[VECTORS * ranked];
    float[] logP = new float[VECTORS * ranked];
    int[] ownBin = new int[VECTORS * ranked];
    float[] ownLogP = new float[VECTORS * ranked];
    try (Router reference = Router.reference(model);
        OpenModel open = OpenModel.open(model)) {
      assertEquals(
          kind.length() == 0 ? "our own evaluator" : "our own evaluator of shortlists",
          open.router().toString());
      open.router().logProbabilities(vectors, 0, VECTORS, dense);
      open.router().route(vectors, VECTORS, ownBin, ownLogP);
      reference.route(vectors, VECTORS, bin, logP);
      reference.logProbabilities(vectors, 0, VECTORS, whole);
    }
    for (int i = 0; i < bin.length; i++) {
      int row = i / ranked * bins;
      float tolerance = TOLERANCE * Math.max(1, Math.abs(logP[i]));
      assertEquals(logP[i], dense[row + bin[i]], tolerance);
      assertEquals(logP[i], whole[row + bin[i]]);
      // The bin of a rank differs only where two are as good as equal.
      assertEquals(logP[i], ownLogP[i], tolerance);
      assertTrue(
          bin[i] == ownBin[i] || Math.abs(dense[row + bin[i]] - ownLogP[i]) <= 2 * tolerance);
    }
  }

  private static PartitionModel model(Kind kind, Random random) {
    int d = kind.dimension();
    int bins = kind.bins();
    float[] mean = new float[d];
    for (int i = 0; i < d; i++) {
      mean[i] = kind.similarity() == Similarity.L2 ? 3 : 0;
    }
    float[] centres = new float[bins * d];
    for (int i = 0; i < centres.length; i++) {
      centres[i] = (float) (random.nextGaussian() / Math.sqrt(d));
    }
    float[] bias = new float[bins];
    for (int i = 0; i < bins; i++) {
      bias[i] = random.nextFloat();
    }
    Network network = Network.ofCentres(centres, bias, d, 8);
    if (kind.hidden() > 0) {
      network = network.withHidden(kind.hidden(), 1);
    }
    Space space = new Space(kind.similarity(), mean, 1 / (float) Math.sqrt(d));
    return PartitionModel.of(
        new Manifest(
            d,
            kind.similarity(),
            bins,
            kind.ranked(),
            network.kind(),
            new float[bins],
            new int[bins],
            new TreeMap<>()),
        kind.graph(network, space, random),
        null,
        centres,
        new Calibration(
            10, 1, List.of(new Calibration.Point(bins, 1, 1, List.of(1.0))), List.of(), List.of()),
        List.of());
  }
}
