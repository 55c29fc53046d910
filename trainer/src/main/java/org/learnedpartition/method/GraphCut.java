package org.learnedpartition.method;

import org.learnedpartition.cut.Graph;
import org.learnedpartition.cut.GraphPartitioner;
import org.learnedpartition.data.Points;
import org.learnedpartition.model.Similarity;

/**
 * Bins of nearly one size with few edges of the graph of nearest neighbours between them. Documents
 * lie where the cut puts them, which no centres tell: an index places them by the means of the
 * bins, balanced by prices.
 */
final class GraphCut implements Clusterer {
  @Override
  public Clustering clusters(Training training) throws InterruptedException {
    Points points = training.documents();
    int bins = training.bins();
    TrainingOptions options = training.options();
    Graph graph = training.graph();
    int[] bin =
        new GraphPartitioner(
                PriceBalance.EPSILON, options.seed(), training.workers(), training.progress())
            .partition(graph, bins);
    boolean unit = options.similarity() != Similarity.L2;
    Centres centres = new Centres(points, bins, unit, options.seed(), training.workers());
    centres.move(points, bin);
    float[] prices =
        PriceBalance.balance(
            points, centres.scorer(), new float[bins], new int[points.count()], training.workers());
    return new Clustering(centres.values(), centres.bias(), prices, bin);
  }

  @Override
  public boolean placesByCentres() {
    return false;
  }
}
