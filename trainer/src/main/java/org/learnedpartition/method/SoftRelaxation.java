package org.learnedpartition.method;

import java.util.SplittableRandom;
import org.learnedpartition.data.Points;
import org.learnedpartition.learn.Network;
import org.learnedpartition.learn.RelaxedTraining;
import org.learnedpartition.learn.RouterTraining.Queries;

/**
 * One differentiable objective over a router's probabilities on the graph of neighbours: expected
 * cut, balance, smoothness and entropy, each with a weight, trained from a random start; see {@link
 * org.learnedpartition.learn.RelaxedCut}. After Nazi et al., "GAP: Generalizable Approximate Graph
 * Partitioning Framework" (2019, arXiv 1903.00614), who put a graph network before the softmax; the
 * router sees vectors alone, as it does when documents come in.
 *
 * <p>Each document goes to its most probable bin. Nothing is balanced afterwards: bins may be of
 * any size, also empty.
 */
final class SoftRelaxation implements Learner {
  /** Logits of a random network are about so large: PyTorch's for a linear layer. */
  private static final double SCALE = 1 / Math.sqrt(3);

  @Override
  public Model learn(Training training) throws InterruptedException {
    TrainingOptions options = training.options();
    Points points = training.documents();
    int bins = training.bins();
    int d = points.dimension();
    SplittableRandom random = new SplittableRandom(options.seed());
    float[] weights = new float[bins * d];
    for (int i = 0; i < weights.length; i++) {
      // Vectors have length near 1, not components near 1.
      weights[i] = (float) (SCALE * random.nextGaussian());
    }
    Network network = Network.ofCentres(weights, new float[bins], d, 1);
    if (options.hiddenUnits() > 0) {
      network = network.withHidden(options.hiddenUnits(), options.seed());
    }
    RelaxedTraining.train(
        network,
        new Queries(points.vectors(), points.count(), training.neighbours()),
        options.labels(),
        options.relaxation(),
        options.seed() + 1,
        training.workers(),
        training.progress(),
        "relaxation");
    int[] bin = new int[points.count()];
    float[] none = new float[bins];
    BestBins.find(points, network.forward(), none, bin, training.workers());
    return training.stages().keep("relaxation", new Model(network, none, bin));
  }
}
