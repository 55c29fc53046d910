package org.learnedpartition.method;

/** Where the documents of a trial lie. */
public enum Placement {
  /** Where the model places them, as an index does that is written after training. */
  MODEL("model"),
  /**
   * Where learning left them, as the methods that cut or refine a graph are published: an index
   * would have to be told the bin of each document.
   */
  PARTITION("partition");

  private final String label;

  Placement(String label) {
    this.label = label;
  }

  /** The name in files. */
  public String label() {
    return label;
  }
}
