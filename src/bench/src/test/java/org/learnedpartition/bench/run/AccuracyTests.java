package org.learnedpartition.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.learnedpartition.bench.engine.OpenIndex;
import org.learnedpartition.bench.engine.RowFilter;

/** What counts as found. */
class AccuracyTests {
  /** Answers each query with the same ids; id i is row i + 100. */
  private record Fixed(int visited, int... ids) implements OpenIndex {
    @Override
    public int segments() {
      return 1;
    }

    @Override
    public Search search(Map<String, Object> parameters, RowFilter filter) {
      return (query, k, hits) -> {
        System.arraycopy(ids, 0, hits.ids, 0, ids.length);
        hits.count = ids.length;
        hits.visited = visited;
        hits.visitedBytes = -1;
        hits.phases = null;
      };
    }

    @Override
    public int row(int id) {
      return id + 100;
    }

    @Override
    public void close() {}
  }

  private static Accuracy of(OpenIndex index, int k, int[]... truth) throws IOException {
    return Accuracy.of(
        new Setting(index, new TreeMap<>(), q -> null), new float[truth.length][1], truth, k);
  }

  @Test
  void hitsCountByTheirRowsAmongTheFirstKOfTheTruth() throws IOException {
    // Of 101, 102 and 103, the hits 101 and 103; 104 is beyond k.
    Accuracy accuracy = of(new Fixed(7, 1, 3, 4), 3, new int[] {101, 102, 103, 104});
    assertEquals(2.0 / 3, accuracy.recall(), 1e-12);
    assertEquals(7, accuracy.visited());
    assertNull(accuracy.visitedBytes());
    assertEquals(3, accuracy.minHits());
  }

  @Test
  void aQueryWithFewerNeighboursThanKCountsByThose() throws IOException {
    Accuracy accuracy = of(new Fixed(7, 1, 2), 3, new int[] {102}, new int[] {101, 105, 106});
    assertEquals(2.0 / 4, accuracy.recall(), 1e-12);
    assertEquals(2, accuracy.minHits());
  }

  @Test
  void aHitThatIsTwiceThereCountsOnce() throws IOException {
    assertEquals(0.5, of(new Fixed(7, 1, 1), 2, new int[] {101, 102}).recall(), 1e-12);
  }
}
