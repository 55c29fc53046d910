package org.learnedpartition.sets;

import java.io.IOException;

/** How a set of known content is made. */
interface Recipe {
  /** Of the set; it has a {@link Card}. */
  String name();

  void make(Making making) throws IOException, InterruptedException;
}
