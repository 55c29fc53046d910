package org.learnedpartition.bench.jmh;

import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.learnedpartition.bench.engine.Vectors;
import org.learnedpartition.data.Space;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.learn.Network;
import org.learnedpartition.learn.OnnxExport;
import org.learnedpartition.model.Calibration;
import org.learnedpartition.model.Manifest;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.model.Similarity;

/**
 * Vectors of length 1 in clusters, and the partition model of the clusters' centres: what is
 * measured does not depend on how well a model was trained, so none is trained. The same arguments
 * give the same vectors.
 */
final class Clusters {
  /** Bins that a trained model's router ranks at most. */
  private static final int MOST_RANKED = 1024;

  private static final long SEED = 42;

  /** Standard deviation within a cluster; between centres it is 1. */
  private static final double SPREAD = 0.5;

  private final int dimension;
  private final float[] centres;
  private final SplittableRandom random = new SplittableRandom(SEED);

  /**
   * @param count clusters, and bins of the model
   */
  Clusters(int count, int dimension) {
    this.dimension = dimension;
    this.centres = new float[count * dimension];
    for (int i = 0; i < centres.length; i++) {
      centres[i] = (float) random.nextGaussian();
    }
    space().prepare(centres, count);
  }

  private Space space() {
    return new Space(Similarity.COSINE, new float[dimension], 1);
  }

  /** The next vectors, row-major. */
  float[] next(int count) {
    float[] vectors = new float[count * dimension];
    double noise = SPREAD / Math.sqrt(dimension);
    for (int row = 0; row < vectors.length; row += dimension) {
      int centre = random.nextInt(centres.length / dimension) * dimension;
      for (int d = 0; d < dimension; d++) {
        vectors[row + d] = (float) (centres[centre + d] + noise * random.nextGaussian());
      }
    }
    space().prepare(vectors, count);
    return vectors;
  }

  /** The next vectors, to be indexed in their order. */
  Vectors nextVectors(int count) {
    return new Vectors(
        VectorSource.of(next(count), dimension),
        IntStream.range(0, count).toArray(),
        Similarity.COSINE);
  }

  /**
   * The model whose router scores a bin by its centre.
   *
   * @param hidden units of the router's hidden layer, whose weights are random; 0 for none
   */
  PartitionModel model(int hidden) {
    int bins = centres.length / dimension;
    float temperature = (float) Math.sqrt(dimension);
    Network network = Network.ofCentres(centres, new float[bins], dimension, temperature);
    if (hidden > 0) {
      network = network.withHidden(hidden, SEED);
    }
    int ranked = Math.min(bins, MOST_RANKED);
    Manifest manifest =
        new Manifest(
            dimension,
            Similarity.COSINE,
            bins,
            ranked,
            network.kind(),
            new float[bins],
            new int[bins],
            new TreeMap<>());
    // Nothing was measured: all bins reach all neighbours.
    Calibration calibration =
        new Calibration(
            10, 1, List.of(new Calibration.Point(bins, 1, 1, List.of(1.0))), List.of(), List.of());
    return PartitionModel.of(
        manifest,
        OnnxExport.router(network, space(), ranked),
        null,
        centres,
        calibration,
        List.of());
  }
}
