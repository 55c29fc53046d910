package org.learnedpartition.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ActionTallyTests {
  private static final int EDGES = 6;
  private static final double CLIP = 0.2;

  private static float[] probabilities(Random random) {
    float[] values = new float[EDGES];
    for (int e = 0; e < EDGES; e++) {
      values[e] = 0.1f + 0.8f * random.nextFloat();
    }
    return values;
  }

  @Test
  void theObjectiveIsTheMeanOverTheActions() {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      float[] old = probabilities(random);
      float[] now = probabilities(random);
      ActionTally tally = new ActionTally(EDGES);
      double sum = 0;
      int actions = 40;
      for (int i = 0; i < actions; i++) {
        // The last edge is never met.
        int e = random.nextInt(EDGES - 1);
        boolean kept = random.nextBoolean();
        double advantage = random.nextGaussian();
        tally.add(e, kept, advantage);
        double ratio = kept ? now[e] / (double) old[e] : (1.0 - now[e]) / (1.0 - old[e]);
        double clipped = Math.clamp(ratio, 1 - CLIP, 1 + CLIP);
        double entropy = -now[e] * Math.log(now[e]) - (1 - now[e]) * Math.log(1.0 - now[e]);
        sum += Math.min(ratio * advantage, clipped * advantage) + 0.1 * entropy;
      }
      float[] slopes = new float[EDGES];
      double objective = tally.objective(old, now, CLIP, 0.1, slopes);
      assertEquals(sum / actions, objective, 1e-6, "seed " + seed);
      assertEquals(0, slopes[EDGES - 1]);
      for (int e = 0; e < EDGES; e++) {
        if (bends(now[e] / old[e]) || bends((1 - now[e]) / (1 - old[e]))) {
          continue;
        }
        assertEquals(slope(tally, old, now, e), slopes[e], 2e-3, "seed " + seed + ", edge " + e);
      }
    }
  }

  /** Whether a ratio is where the objective has no slope. */
  private static boolean bends(float ratio) {
    return Math.min(Math.abs(ratio - 1 - CLIP), Math.abs(ratio - 1 + CLIP)) < 0.002;
  }

  private static double slope(ActionTally tally, float[] old, float[] now, int edge) {
    float step = 1e-4f;
    float[] moved = now.clone();
    moved[edge] = now[edge] + step;
    double above = tally.objective(old, moved, CLIP, 0.1, new float[EDGES]);
    double high = moved[edge];
    moved[edge] = now[edge] - step;
    return (above - tally.objective(old, moved, CLIP, 0.1, new float[EDGES]))
        / (high - moved[edge]);
  }

  @Test
  void beyondTheClipThereIsNothingToGain() {
    ActionTally tally = new ActionTally(1);
    tally.add(0, true, 1);
    float[] slopes = new float[1];
    float[] old = {0.5f};
    tally.objective(old, new float[] {0.55f}, CLIP, 0, slopes);
    assertEquals(2, slopes[0], 1e-6);
    assertEquals(1.2, tally.objective(old, new float[] {0.7f}, CLIP, 0, slopes), 1e-6);
    assertEquals(0, slopes[0]);
    // But a loss is followed however far it went.
    tally.clear();
    tally.add(0, true, -1);
    assertEquals(-1.4, tally.objective(old, new float[] {0.7f}, CLIP, 0, slopes), 1e-6);
    assertEquals(-2, slopes[0], 1e-6);
  }
}
