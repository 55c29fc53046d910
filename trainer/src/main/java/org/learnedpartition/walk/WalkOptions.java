package org.learnedpartition.walk;

/**
 * How a policy learns.
 *
 * @param beam of the searches, ≥ k
 * @param k nearest vertices that a search should find, ≥ 1
 * @param budget scored vertices at which a search earns nothing, whatever it finds; a multiple of
 *     what the start graph takes, > 1
 * @param steps batches
 * @param queries of a batch
 * @param walks of a query, each is judged by the others; ≥ 2
 * @param epochs updates a batch
 * @param hidden units of the network over the vertices' vectors; 0 for none
 * @param start probability of keeping that edges begin with, above 0.5
 * @param networkRate highest learning rate of the network
 * @param tableRate highest learning rate of the edges' own logits
 * @param clip how far from 1 a ratio of probabilities is followed
 * @param entropy weight of the entropy
 * @param seed of all that is random
 */
public record WalkOptions(
    int beam,
    int k,
    double budget,
    int steps,
    int queries,
    int walks,
    int epochs,
    int hidden,
    double start,
    double networkRate,
    double tableRate,
    double clip,
    double entropy,
    long seed) {
  public WalkOptions {
    check("k", k, 1, 1 << 16);
    check("beam", beam, k, 1 << 16);
    check("steps", steps, 1, 1 << 20);
    check("queries", queries, 1, 1 << 16);
    check("walks", walks, 2, 1 << 10);
    check("epochs", epochs, 1, 1 << 10);
    check("hidden", hidden, 0, 1 << 12);
    if (!(budget > 1 && start > 0.5 && start < 1 && clip > 0 && clip < 1 && entropy >= 0)
        || !(networkRate >= 0 && tableRate >= 0)) {
      throw new IllegalArgumentException(
          "[budget] must be above 1, [start] between 0.5 and 1, [clip] between 0 and 1, [entropy]"
              + " and rates not below 0, got "
              + budget
              + ", "
              + start
              + ", "
              + clip
              + ", "
              + entropy
              + ", "
              + networkRate
              + " and "
              + tableRate);
    }
  }

  private static void check(String name, int value, int low, int high) {
    if (value < low || value > high) {
      throw new IllegalArgumentException(
          "[" + name + "] must be between " + low + " and " + high + ", got " + value);
    }
  }

  /**
   * The usual.
   *
   * @param k nearest vertices that a search should find
   */
  public static WalkOptions of(int beam, int k, long seed) {
    return new WalkOptions(beam, k, 10, 200, 256, 16, 4, 32, 0.9, 0.005, 0.1, 0.2, 0.0003, seed);
  }

  /** The same with another number of batches. */
  public WalkOptions withSteps(int steps) {
    return new WalkOptions(
        beam,
        k,
        budget,
        steps,
        queries,
        walks,
        epochs,
        hidden,
        start,
        networkRate,
        tableRate,
        clip,
        entropy,
        seed);
  }
}
