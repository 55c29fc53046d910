package org.learnedpartition.method;

import java.util.SplittableRandom;
import org.learnedpartition.data.Points;
import org.learnedpartition.learn.Network;

/**
 * Iterative re-partitioning (Gupta et al., "BLISS: A Billion scale Index using Iterative
 * Re-partitioning", KDD 2022, section 3): documents begin in random bins; a network with one hidden
 * layer learns the bins of each document's neighbours; then each document moves to the least filled
 * of the bins that the network ranks best for it, and the network learns on.
 *
 * <p>Departs from it: one network and one partition, where the paper unites the candidates of
 * several; a softmax over the bins, not a sigmoid for each; a linear part beside the hidden layer,
 * which starts at zero; Adam's rate falls to zero within each round; and what the last network
 * leaves is balanced by prices, because an index places documents one by one and cannot ask which
 * bin is the least filled.
 */
final class Bliss implements Learner {
  private static final int EPOCHS = 5;
  private static final double RATE = 2e-3;

  @Override
  public Model learn(Training training) throws InterruptedException {
    TrainingOptions options = training.options();
    if (options.hiddenUnits() == 0) {
      throw new IllegalArgumentException("[hidden] must be at least 1 for the method bliss");
    }
    Points points = training.documents();
    int bins = training.bins();
    SplittableRandom random = new SplittableRandom(options.seed());
    int[] bin = random.ints(points.count(), 0, bins).toArray();
    float[] zeros = new float[bins * points.dimension()];
    Network network =
        Network.ofCentres(zeros, new float[bins], points.dimension(), 1)
            .withHidden(options.hiddenUnits(), options.seed());
    for (int round = 1; round <= Math.max(1, options.rounds()); round++) {
      training.trainRouter("round " + round, network, bin, EPOCHS, RATE);
      bin = PowerOfChoices.place(points, network.forward(), options.choices(), training.workers());
    }
    return training.stages().keep("bliss", training.balanced(network, new float[bins]));
  }
}
