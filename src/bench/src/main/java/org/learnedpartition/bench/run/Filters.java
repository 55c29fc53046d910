package org.learnedpartition.bench.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.lucene.util.FixedBitSet;
import org.learnedpartition.bench.engine.RowFilter;
import org.learnedpartition.bench.engine.Vectors;
import org.learnedpartition.bench.spec.FilterRule;
import org.learnedpartition.data.Points;
import org.learnedpartition.data.Space;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

/**
 * The filters of one rule, one a query, and what the queries should find under them.
 *
 * <p>For filters that go with position in space, a few queries spread over their space are anchors
 * (k-means++ seeding), and each query belongs to its nearest one: {@code correlated 0.01} accepts
 * the hundredth of the rows that is nearest to the query's anchor, {@code anti-correlated 0.01} the
 * farthest. {@code random 0.01} accepts one sample, the same for all queries.
 */
public final class Filters {
  private final FilterRule rule;
  private final RowFilter[] filters;
  private final int[][] truth;

  private Filters(FilterRule rule, RowFilter[] filters, int[][] truth) {
    this.rule = rule;
    this.filters = filters;
    this.truth = truth;
  }

  public FilterRule rule() {
    return rule;
  }

  /** The filter of a query, shared with other queries; null if all rows may be hits. */
  public RowFilter filterOf(int query) {
    return filters[query];
  }

  /**
   * Rows of the exact nearest accepted vectors of a query, nearest first: k of them, or all that
   * are accepted if those are fewer. Do not change it.
   */
  public int[] truth(int query) {
    return truth[query];
  }

  /**
   * Makes the filters of some rules. The vectors are read twice, whatever the number of rules.
   * Memory: 64 bytes a vector for the nearness to anchors, 4 bytes a vector and correlated rule for
   * the sets, 8 · (k + 16) bytes a query and rule for the truth.
   *
   * @param k neighbours wanted of each query, ≥ 1
   * @param vectors what is filtered; shares are of their number
   * @param queries of the vectors' dimension
   * @return one for each rule, in their order
   */
  public static List<Filters> make(
      List<FilterRule> rules,
      int k,
      Vectors vectors,
      float[][] queries,
      long seed,
      Workers workers,
      Progress progress)
      throws IOException, InterruptedException {
    if (k < 1) {
      throw new IllegalArgumentException("[k] must be at least 1, got " + k);
    }
    int d = vectors.dimension();
    float[] asked = new float[queries.length * d];
    for (int q = 0; q < queries.length; q++) {
      System.arraycopy(queries[q], 0, asked, q * d, d);
    }
    Space space = Space.fit(vectors.similarity(), asked, queries.length, d);
    Points points = space.prepare(asked, queries.length);
    BaseBlocks blocks = new BaseBlocks(new SampleSource(vectors), space, progress);
    Anchors anchors =
        rules.stream().anyMatch(Filters::needsAnchors)
            ? new Anchors(blocks, points, seed, workers)
            : null;
    FixedBitSet[][] sets = sets(rules, vectors.size(), anchors, seed, workers);
    FilteredTruth truth =
        new FilteredTruth(k, points, sets, q -> anchors == null ? 0 : anchors.of(q));
    truth.search(blocks, workers);
    List<Filters> made = new ArrayList<>();
    for (int r = 0; r < rules.size(); r++) {
      RowFilter[] ofAnchors = new RowFilter[sets[r].length];
      for (int a = 0; a < ofAnchors.length; a++) {
        ofAnchors[a] = filter(rules.get(r), a, sets[r][a], vectors);
      }
      RowFilter[] ofQueries = new RowFilter[queries.length];
      for (int q = 0; q < queries.length; q++) {
        ofQueries[q] = ofAnchors[ofAnchors.length == 1 ? 0 : anchors.of(q)];
      }
      made.add(new Filters(rules.get(r), ofQueries, truth.rows(r, vectors, queries)));
    }
    return made;
  }

  private static boolean needsAnchors(FilterRule rule) {
    return rule.kind() == FilterRule.Kind.CORRELATED
        || rule.kind() == FilterRule.Kind.ANTI_CORRELATED;
  }

  /**
   * The accepted positions of each rule: one set for all queries, or one an anchor; a null set
   * accepts all.
   */
  private static FixedBitSet[][] sets(
      List<FilterRule> rules, int size, Anchors anchors, long seed, Workers workers)
      throws InterruptedException {
    FixedBitSet[][] sets = new FixedBitSet[rules.size()][];
    for (int r = 0; r < sets.length; r++) {
      sets[r] = new FixedBitSet[needsAnchors(rules.get(r)) ? anchors.count() : 1];
      if (rules.get(r).kind() == FilterRule.Kind.RANDOM) {
        sets[r][0] = random(rules.get(r).accepted(size), size, seed);
      }
    }
    if (anchors == null) {
      return sets;
    }
    workers.run(
        anchors.count(),
        a -> {
          int[] nearestFirst = anchors.nearestFirst(a);
          for (int r = 0; r < sets.length; r++) {
            int accepted = rules.get(r).accepted(size);
            switch (rules.get(r).kind()) {
              case CORRELATED -> sets[r][a] = Anchors.set(nearestFirst, 0, accepted);
              case ANTI_CORRELATED -> sets[r][a] = Anchors.set(nearestFirst, size - accepted, size);
              case NONE, RANDOM -> {}
            }
          }
        });
    return sets;
  }

  /** A sample of the exact size, each with the same probability (selection sampling). */
  private static FixedBitSet random(int accepted, int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    FixedBitSet set = new FixedBitSet(size);
    int wanted = accepted;
    for (int i = 0; wanted > 0; i++) {
      if (random.nextInt(size - i) < wanted) {
        set.set(i);
        wanted--;
      }
    }
    return set;
  }

  /** The filter by rows of a set of positions; null if it accepts all. */
  private static RowFilter filter(
      FilterRule rule, int anchor, FixedBitSet positions, Vectors vectors) {
    if (positions == null) {
      return null;
    }
    FixedBitSet rows = new FixedBitSet(1 + maxRow(vectors));
    for (int i = 0; i < positions.length(); i++) {
      if (positions.get(i)) {
        rows.set(vectors.row(i));
      }
    }
    return new RowFilter(
        needsAnchors(rule) ? rule + " of anchor " + anchor : rule.toString(), rows);
  }

  private static int maxRow(Vectors vectors) {
    return IntStream.range(0, vectors.size()).map(vectors::row).max().orElseThrow();
  }
}
