package org.learnedpartition.method;

import java.util.function.Predicate;
import org.learnedpartition.data.Points;
import org.learnedpartition.model.Similarity;

/**
 * k-means without balance, the baseline of every inverted file index: each document in the bin of
 * its nearest centre, bins ranked by their centres, sizes as they fall. Lloyd's iterations on a
 * sample, then on all documents.
 *
 * <p>The kinds are those that Vecchiato, "Learning Cluster Representatives for Approximate Nearest
 * Neighbor Search" (arXiv 2412.05921), clusters with: standard, spherical, and shallow (after
 * Chierichetti et al., "Finding near neighbors through cluster pruning", PODS 2007), whose centres
 * are documents drawn at random. Departs from it: standard k-means ranks bins by distance, as it
 * places documents, where the paper ranks all by inner product; and L2 vectors are centred first.
 */
final class KMeans implements Clusterer {
  private static final int ITERATIONS = 4;

  /** As the similarity asks for: spherical, or standard for L2. */
  static final KMeans USUAL = new KMeans(similarity -> similarity != Similarity.L2, false);

  /** Centres are means, and the nearest is nearest by distance. */
  static final KMeans STANDARD = new KMeans(similarity -> false, false);

  /** Centres have length 1, and the nearest is nearest by angle. */
  static final KMeans SPHERICAL = new KMeans(similarity -> true, false);

  /** Centres are documents drawn at random, nearest by the similarity. */
  static final KMeans SHALLOW = new KMeans(similarity -> similarity != Similarity.L2, true);

  private final Predicate<Similarity> unit;
  private final boolean shallow;

  private KMeans(Predicate<Similarity> unit, boolean shallow) {
    this.unit = unit;
    this.shallow = shallow;
  }

  @Override
  public Clustering clusters(Training training) throws InterruptedException {
    Points points = training.documents();
    int steps = shallow ? 0 : Centres.SAMPLE_ITERATIONS + ITERATIONS;
    Centres centres =
        new Centres(
            points,
            training.bins(),
            unit.test(training.options().similarity()),
            training.options().seed(),
            training.workers());
    int[] bin = new int[points.count()];
    if (!shallow) {
      centres.fitSample(steps, training.progress());
      for (int i = 0; i < ITERATIONS; i++) {
        centres.assign(points, bin);
        centres.move(points, bin);
        training.progress().report(Centres.STAGE, Centres.SAMPLE_ITERATIONS + i + 1, steps);
      }
    }
    centres.assign(points, bin);
    return new Clustering(centres.values(), centres.bias(), new float[training.bins()], bin);
  }
}
