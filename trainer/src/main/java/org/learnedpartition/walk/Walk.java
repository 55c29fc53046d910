package org.learnedpartition.walk;

import java.util.Arrays;
import java.util.SplittableRandom;

/** The decisions of one search: at each edge to a vertex not seen yet, whether it is kept. */
final class Walk implements GraphSearch.Gate {
  private final float[] probabilities;
  private final SplittableRandom random;
  private int[] decisions = new int[256];
  private int size;

  /**
   * @param probabilities of keeping each edge
   */
  Walk(float[] probabilities, long seed) {
    this.probabilities = probabilities;
    this.random = new SplittableRandom(seed);
  }

  @Override
  public boolean takes(int edge) {
    boolean kept = random.nextInt() >>> 8 < probabilities[edge] * (1 << 24);
    if (size == decisions.length) {
      decisions = Arrays.copyOf(decisions, 2 * size);
    }
    decisions[size++] = edge << 1 | (kept ? 1 : 0);
    return kept;
  }

  /** Adds the decisions to a tally, each with the walk's advantage. */
  void tell(ActionTally tally, double advantage) {
    for (int i = 0; i < size; i++) {
      tally.add(decisions[i] >>> 1, (decisions[i] & 1) == 1, advantage);
    }
  }
}
