package org.learnedpartition.method;

/**
 * A method whose router gets a {@link Shortlisting}, kept whether it pays or not: what it loses is
 * what it needs more than the method itself.
 *
 * @param flat learns the bins, and the network that ranks them
 */
record WithShortlist(Learner flat) implements Learner {
  @Override
  public boolean startsAt(Clusterer clusters) {
    return flat.startsAt(clusters);
  }

  @Override
  public Model learn(Training training) throws InterruptedException {
    Model model = flat.learn(training);
    return training.stages().keep("shortlist", Shortlisting.of(training, model));
  }
}
