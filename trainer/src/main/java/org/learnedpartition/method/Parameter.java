package org.learnedpartition.method;

/** What some methods take, and others do not. */
public enum Parameter {
  /** Rounds in which documents move to other bins. */
  ROUNDS("rounds"),
  /** Units of the router's hidden layer. */
  HIDDEN("hidden"),
  /** Neighbours whose bins a router is trained on. */
  LABELS("labels"),
  /** Best bins of which a document takes the least filled. */
  CHOICES("choices"),
  /** The method whose clusters are ranked or refined. */
  CLUSTERS("clusters"),
  /** Weights of the losses of a relaxed cut; in files alone. */
  RELAXATION("relaxation"),
  /** How a query climbs the potentials of centres; in files alone. */
  POTENTIAL("potential");

  private final String label;

  Parameter(String label) {
    this.label = label;
  }

  /** The name on the command line and in files. */
  public String label() {
    return label;
  }
}
