package org.learnedpartition.codec;

/** How much the tests try, by the properties that Lucene's own tests know. */
public final class Effort {
  /** Whether there is a night's time. */
  public static final boolean NIGHTLY = Boolean.getBoolean("tests.nightly");

  private Effort() {}
}
