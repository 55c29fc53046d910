package org.learnedpartition.compare;

import org.learnedpartition.method.Trials.Seen;

/** Which documents a method is trained on; the model alone places all of them either way. */
enum Documents {
  /** A random half: an index that grows. */
  UNSEEN("unseen", Seen.HALF),
  /** All that is indexed. */
  ALL("all", Seen.ALL);

  private final String label;
  private final Seen seen;

  Documents(String label, Seen seen) {
    this.label = label;
    this.seen = seen;
  }

  /** The name in tables. */
  String label() {
    return label;
  }

  Seen seen() {
    return seen;
  }
}
