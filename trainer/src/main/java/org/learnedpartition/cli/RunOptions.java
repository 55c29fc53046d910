package org.learnedpartition.cli;

import org.learnedpartition.model.Similarity;
import picocli.CommandLine.Option;

/** What commands have in common that learn from vectors. */
final class RunOptions {
  @Option(
      names = "--similarity",
      paramLabel = "SPACE",
      defaultValue = "l2",
      description = "l2, cosinesimil or innerproduct (default: ${DEFAULT-VALUE}).")
  private String similarity;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "42",
      description = "Seed of every random choice (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--threads",
      paramLabel = "T",
      description = "Threads (default: all processors). What is made does not depend on them.")
  private Integer threads;

  /**
   * @throws IllegalArgumentException if there is none of that name
   */
  Similarity similarity() {
    return Similarity.ofSpace(similarity);
  }

  long seed() {
    return seed;
  }

  /** As many as asked for, or as there are processors. */
  int threads() {
    return threads == null ? Math.min(1024, Runtime.getRuntime().availableProcessors()) : threads;
  }
}
