package org.learnedpartition.tune;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Tree-structured Parzen estimator (Bergstra, Bardenet, Bengio and Kégl, "Algorithms for
 * Hyper-Parameter Optimization", NeurIPS 2011, section 4): the points so far are divided into the
 * best ones and the others; each dimension has a density l of the best and a density g of the
 * others; of points drawn from l the one of the largest l/g is tried next, which is the one of the
 * largest expected improvement.
 *
 * <p>Departs from it: values are of finite lists, the tree has no branches, and no point is tried
 * twice.
 */
final class Tpe {
  /** Share of the points that are the best: the paper's. */
  private static final double BEST = 0.15;

  /** An odd number of many bits. */
  private static final long STEP = 0xD1342543DE82EF95L;

  /** Points drawn from l for each suggestion. */
  private static final int CANDIDATES = 24;

  /** Draws for those; a finite space may have few points left. */
  private static final int MOST_DRAWS = 100 * CANDIDATES;

  private final List<Dimension> dimensions;
  private final int randomFirst;
  private final long seed;

  /**
   * A point that was tried.
   *
   * @param places of its values in the dimensions' lists
   * @param cost less is better
   */
  record Tried(List<Integer> places, double cost) {}

  /**
   * @param randomFirst so many points are drawn evenly before densities are believed
   */
  Tpe(List<Dimension> dimensions, int randomFirst, long seed) {
    this.dimensions = List.copyOf(dimensions);
    this.randomFirst = randomFirst;
    this.seed = seed;
  }

  /**
   * The point to try next; it depends on the points so far and the seed alone.
   *
   * @return places of values, or null if all points, as far as drawing shows, were tried
   */
  List<Integer> next(List<Tried> tried) {
    // Drawn, not counted up: SplittableRandom's own state counts up, so streams would overlap.
    long own = new SplittableRandom(seed ^ tried.size() * STEP).nextLong();
    SplittableRandom random = new SplittableRandom(own);
    boolean even = tried.size() < randomFirst;
    List<Tried> sorted = tried.stream().sorted(Comparator.comparingDouble(Tried::cost)).toList();
    int best = even ? 0 : (int) Math.ceil(BEST * sorted.size());
    List<double[]> l = densities(sorted.subList(0, best));
    List<double[]> g = densities(even ? List.of() : sorted.subList(best, sorted.size()));
    Set<List<Integer>> seen = new HashSet<>(tried.stream().map(Tried::places).toList());
    List<Integer> chosen = null;
    double most = Double.NEGATIVE_INFINITY;
    int candidates = even ? 1 : CANDIDATES;
    for (int draw = 0; draw < MOST_DRAWS && candidates > 0; draw++) {
      // The last draws are even: where l has nothing new, another place may have.
      boolean wide = even || draw > MOST_DRAWS / 2;
      List<Integer> point = new ArrayList<>();
      double gain = 0;
      for (int d = 0; d < dimensions.size(); d++) {
        int place =
            wide ? random.nextInt(dimensions.get(d).size()) : draw(l.get(d), random.nextDouble());
        point.add(place);
        gain += Math.log(l.get(d)[place] / g.get(d)[place]);
      }
      if (!seen.add(point)) {
        continue;
      }
      candidates--;
      if (gain > most) {
        most = gain;
        chosen = point;
      }
    }
    return chosen;
  }

  private List<double[]> densities(List<Tried> points) {
    List<double[]> densities = new ArrayList<>();
    for (int d = 0; d < dimensions.size(); d++) {
      int at = d;
      densities.add(
          Parzen.of(dimensions.get(d), points.stream().map(p -> p.places().get(at)).toList()));
    }
    return densities;
  }

  private static int draw(double[] probabilities, double at) {
    double sum = 0;
    for (int i = 0; i < probabilities.length; i++) {
      sum += probabilities[i];
      if (at < sum) {
        return i;
      }
    }
    return probabilities.length - 1;
  }
}
