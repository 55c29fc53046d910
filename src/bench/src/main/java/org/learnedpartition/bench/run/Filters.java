package org.learnedpartition.bench.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.lucene.util.FixedBitSet;
import org.learnedpartition.bench.engine.RowFilter;
import org.learnedpartition.data.Points;
import org.learnedpartition.data.Space;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.model.Similarity;
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

  /** Rows that the query may find. */
  public int accepted(int query, int rows) {
    return filters[query] == null ? rows : filters[query].rows().cardinality();
  }

  /**
   * The exact nearest accepted rows of a query, nearest first, equally near ones by smaller row: k
   * of them, or all that are accepted if those are fewer. Do not change it.
   */
  public int[] truth(int query) {
    return truth[query];
  }

  /**
   * Makes the filters of some rules. The base is read twice, whatever the number of rules. Memory:
   * 64 bytes a row of the base for the nearness to anchors, 2 bytes a row and correlated rule for
   * the sets, 8 · (k + 16) bytes a query and rule for the truth.
   *
   * @param k neighbours wanted of each query, ≥ 1
   * @param base its first {@code rows} rows are filtered
   * @param queries row-major, of the base's dimension
   * @param workers threads to search with
   * @return one for each rule, in their order
   */
  public static List<Filters> make(
      List<FilterRule> rules,
      int k,
      VectorSource base,
      int rows,
      float[] queries,
      Similarity similarity,
      long seed,
      Workers workers,
      Progress progress)
      throws IOException, InterruptedException {
    int d = base.dimension();
    if (k < 1 || rows < 1 || rows > base.count()) {
      throw new IllegalArgumentException(
          "k=" + k + " neighbours of " + rows + " rows: the base has " + base.count());
    }
    if (queries.length == 0 || queries.length % d != 0) {
      throw new IllegalArgumentException(
          queries.length + " values are not queries of the base's dimension " + d);
    }
    int n = queries.length / d;
    Space space = Space.fit(similarity, queries, n, d);
    Points points = space.prepare(queries.clone(), n);
    BaseBlocks blocks = new BaseBlocks(base, rows, space, progress);
    Anchors anchors =
        rules.stream().anyMatch(Filters::needsAnchors)
            ? new Anchors(blocks, points, seed, workers)
            : null;
    List<RowFilter[]> filters = filters(rules, rows, n, anchors, seed, workers);
    FilteredTruth truth =
        new FilteredTruth(k, points, filters.stream().map(Filters::sets).toList());
    truth.search(blocks, workers);
    List<Filters> made = new ArrayList<>();
    for (int r = 0; r < rules.size(); r++) {
      made.add(new Filters(rules.get(r), filters.get(r), truth.rows(r, base, similarity, queries)));
    }
    return made;
  }

  private static boolean needsAnchors(FilterRule rule) {
    return rule.kind() == FilterRule.Kind.CORRELATED
        || rule.kind() == FilterRule.Kind.ANTI_CORRELATED;
  }

  private static List<RowFilter[]> filters(
      List<FilterRule> rules, int rows, int queries, Anchors anchors, long seed, Workers workers)
      throws InterruptedException {
    RowFilter[][] ofAnchors = new RowFilter[rules.size()][anchors == null ? 0 : anchors.count()];
    if (anchors != null) {
      workers.run(
          anchors.count(),
          a -> {
            int[] nearestFirst = anchors.nearestFirst(a);
            for (int r = 0; r < rules.size(); r++) {
              if (needsAnchors(rules.get(r))) {
                ofAnchors[r][a] = ofAnchor(rules.get(r), a, nearestFirst);
              }
            }
          });
    }
    List<RowFilter[]> filters = new ArrayList<>();
    for (int r = 0; r < rules.size(); r++) {
      RowFilter[] ofQueries = new RowFilter[queries];
      if (needsAnchors(rules.get(r))) {
        for (int q = 0; q < queries; q++) {
          ofQueries[q] = ofAnchors[r][anchors.of(q)];
        }
      } else if (rules.get(r).kind() == FilterRule.Kind.RANDOM) {
        Arrays.fill(ofQueries, random(rules.get(r), rows, seed));
      }
      filters.add(ofQueries);
    }
    return filters;
  }

  private static RowFilter ofAnchor(FilterRule rule, int anchor, int[] nearestFirst) {
    int rows = nearestFirst.length;
    int accepted = rule.accepted(rows);
    return new RowFilter(
        rule + " of anchor " + anchor,
        rule.kind() == FilterRule.Kind.CORRELATED
            ? Anchors.set(nearestFirst, 0, accepted)
            : Anchors.set(nearestFirst, rows - accepted, rows));
  }

  /** A sample of the exact size, each with the same probability (selection sampling). */
  private static RowFilter random(FilterRule rule, int rows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    FixedBitSet set = new FixedBitSet(rows);
    int wanted = rule.accepted(rows);
    for (int row = 0; wanted > 0; row++) {
      if (random.nextInt(rows - row) < wanted) {
        set.set(row);
        wanted--;
      }
    }
    return new RowFilter(rule.toString(), set);
  }

  private static FixedBitSet[] sets(RowFilter[] filters) {
    return Arrays.stream(filters)
        .map(filter -> filter == null ? null : filter.rows())
        .toArray(FixedBitSet[]::new);
  }
}
