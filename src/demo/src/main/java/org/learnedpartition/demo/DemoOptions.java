package org.learnedpartition.demo;

import java.nio.file.Path;

/**
 * What to run.
 *
 * @param size how many synsets, {@value #MIN_SIZE} … {@value #MAX_SIZE}
 * @param headless whether to end after measuring, without the page
 * @param json where to write the measurement; null for nowhere
 * @param port of the page
 * @param openSearch version of OpenSearch to run; null for the one that the project is built for
 * @param data folder that keeps vectors, model and index; null for {@code .lp/demo}
 * @param keep whether to leave the node running at the end
 */
record DemoOptions(
    int size, boolean headless, Path json, int port, String openSearch, Path data, boolean keep) {
  /** Fewer give a partition nothing to learn. */
  static final int MIN_SIZE = 1_000;

  /** All of WordNet 3.1. */
  static final int MAX_SIZE = 117_791;

  static final int DEFAULT_PORT = 8090;

  DemoOptions {
    if (size < MIN_SIZE || size > MAX_SIZE) {
      throw new IllegalArgumentException(
          "[--size] must be between "
              + MIN_SIZE
              + " and "
              + MAX_SIZE
              + " (all definitions of WordNet), got "
              + size);
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(
          "[--port] must be between 1 and 65535, or 0 for any free one, got " + port);
    }
  }
}
