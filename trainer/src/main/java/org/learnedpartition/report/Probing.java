package org.learnedpartition.report;

/** How the number of probes of a query is chosen. */
public enum Probing {
  /** The same for all queries. */
  FIXED("fixed") {
    @Override
    public Routing.Reached reach(Routing routing, double recall) {
      Routing.Measured at = routing.toReach(recall);
      return new Routing.Reached(at.probes(), at);
    }
  },
  /** Until the probed bins' probabilities reach a sum. */
  MASS("mass") {
    @Override
    public Routing.Reached reach(Routing routing, double recall) {
      return routing.toReachByMass(recall);
    }
  },
  /** Those bins whose probabilities are above a threshold. */
  THRESHOLD("threshold") {
    @Override
    public Routing.Reached reach(Routing routing, double recall) {
      return routing.toReachByThreshold(recall);
    }
  };

  private final String label;

  Probing(String label) {
    this.label = label;
  }

  /** The name in tables. */
  public String label() {
    return label;
  }

  /** What a recall takes: its setting is the number of probes, the sum, or the threshold's -ln. */
  public abstract Routing.Reached reach(Routing routing, double recall);
}
