package org.learnedpartition.bench.run;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.learnedpartition.bench.engine.Vectors;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Workers;

/**
 * Compares the ground truth of a few queries with the exact neighbours, by all vectors in double
 * precision.
 */
final class TruthCheck {
  /** A truth that was computed in single precision may swap what is this near, relatively. */
  private static final double TOLERANCE = 1e-5;

  private final Vectors vectors;
  private final float[][] queries;
  private final int[][] truth;
  private final int k;
  private final int[] chosen;
  private final double[][] best;
  private final int[][] positions;

  /**
   * @param k neighbours that are compared, ≤ the number of vectors
   * @param sample queries that are compared
   */
  TruthCheck(Vectors vectors, float[][] queries, int[][] truth, int k, int sample, long seed) {
    this.vectors = vectors;
    this.queries = queries;
    this.truth = truth;
    this.k = k;
    this.chosen =
        new SplittableRandom(seed)
            .ints(0, queries.length)
            .distinct()
            .limit(Math.min(sample, queries.length))
            .sorted()
            .toArray();
    this.best = new double[chosen.length][k];
    this.positions = new int[chosen.length][k];
    for (double[] scores : best) {
      Arrays.fill(scores, Double.NEGATIVE_INFINITY);
    }
  }

  /** Queries that are compared. */
  int sample() {
    return chosen.length;
  }

  /** Offers the vectors at the positions {@code first … first + n - 1}. */
  void offer(int first, float[] block, int n, Workers workers) throws InterruptedException {
    int d = vectors.dimension();
    workers.run(
        chosen.length,
        c -> {
          for (int i = 0; i < n; i++) {
            double score = Exact.score(vectors.similarity(), queries[chosen[c]], block, i * d);
            int at = k;
            for (; at > 0 && best[c][at - 1] < score; at--) {
              if (at < k) {
                best[c][at] = best[c][at - 1];
                positions[c][at] = positions[c][at - 1];
              }
            }
            if (at < k) {
              best[c][at] = score;
              positions[c][at] = first + i;
            }
          }
        });
  }

  /**
   * Compares, once all vectors were offered.
   *
   * @return what is wrong with the first query whose truth is, or null
   */
  String problem() throws IOException {
    Map<Integer, Integer> positionOf = new HashMap<>();
    for (int query : chosen) {
      for (int i = 0; i < Math.min(k, truth[query].length); i++) {
        positionOf.put(truth[query][i], -1);
      }
    }
    for (int position = 0; position < vectors.size(); position++) {
      positionOf.replace(vectors.row(position), position);
    }
    for (int c = 0; c < chosen.length; c++) {
      String problem = problem(c, positionOf);
      if (problem != null) {
        return "does not fit the base: query " + chosen[c] + " of the sample " + problem;
      }
    }
    return null;
  }

  private String problem(int c, Map<Integer, Integer> positionOf) throws IOException {
    int[] rows = truth[chosen[c]];
    if (rows.length < k) {
      return "has " + rows.length + " neighbours, expected " + k;
    }
    float[] vector = new float[vectors.dimension()];
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < k; i++) {
      int position = positionOf.get(rows[i]);
      if (position < 0) {
        return "has neighbour " + (i + 1) + " at row " + rows[i] + ", which is not indexed";
      }
      if (!seen.add(rows[i])) {
        return "has row " + rows[i] + " twice";
      }
      vectors.read(position, vector, 0);
      double found = Exact.score(vectors.similarity(), queries[chosen[c]], vector, 0);
      double expected = best[c][i];
      if (expected - found > TOLERANCE * Math.max(Math.abs(expected), Math.abs(found))) {
        return String.format(
            Locale.ROOT,
            "has neighbour %d at row %d (%s %.6g), but row %d is nearer (%.6g)",
            i + 1,
            rows[i],
            vectors.similarity() == Similarity.L2 ? "minus squared distance" : "similarity",
            found,
            vectors.row(positions[c][i]),
            expected);
      }
    }
    return null;
  }
}
