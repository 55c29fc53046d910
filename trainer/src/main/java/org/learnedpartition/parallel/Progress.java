package org.learnedpartition.parallel;

/**
 * Told how far a stage has come; called by several threads, so implementations must be safe for
 * that, and quick.
 */
@FunctionalInterface
public interface Progress {
  /** Tells nobody. */
  Progress NONE = (stage, done, total) -> {};

  /**
   * @param stage what is being done, such as {@code neighbours}
   * @param done units done, 0 … total; calls may arrive out of order
   * @param total units of the whole stage, ≥ 1
   */
  void report(String stage, long done, long total);
}
