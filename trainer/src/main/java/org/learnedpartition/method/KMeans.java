package org.learnedpartition.method;

import org.learnedpartition.data.Points;

/**
 * Plain k-means, the baseline of every inverted file index: each document in the bin of its nearest
 * centre, bins ranked by their centres, sizes as they fall. Lloyd's iterations on a sample, then on
 * all documents.
 */
final class KMeans implements Learner {
  private static final int ITERATIONS = 4;

  @Override
  public Model learn(Training training) throws InterruptedException {
    Points points = training.documents();
    int steps = Centres.SAMPLE_ITERATIONS + ITERATIONS;
    Centres centres =
        Centres.ofSample(
            points,
            training.bins(),
            training.options().similarity(),
            training.options().seed(),
            steps,
            training.workers(),
            training.progress());
    int[] bin = new int[points.count()];
    for (int i = 0; i < ITERATIONS; i++) {
      centres.assign(points, bin);
      centres.move(points, bin);
      training.progress().report(Centres.STAGE, Centres.SAMPLE_ITERATIONS + i + 1, steps);
    }
    centres.assign(points, bin);
    float[] free = new float[training.bins()];
    Clustering clusters = new Clustering(centres.values(), centres.bias(), free, bin);
    return training.stages().keep("centroids", training.ofCentres(clusters));
  }
}
