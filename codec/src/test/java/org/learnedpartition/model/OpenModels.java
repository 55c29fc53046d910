package org.learnedpartition.model;

/** A look at the models that are open, for tests of other packages. */
public final class OpenModels {
  private OpenModels() {}

  /** How many references are held, over all models. */
  public static int count() {
    return OpenModel.openCount();
  }
}
