package org.learnedpartition.walk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GraphSearchTests {
  private static float[] scores(int n, Random random) {
    float[] scores = new float[n];
    for (int i = 0; i < n; i++) {
      scores[i] = (float) random.nextGaussian();
    }
    return scores;
  }

  private static SearchGraph random(int n, int degree, Random random) {
    int[][] lists = new int[n][];
    for (int u = 0; u < n; u++) {
      int from = u;
      lists[u] = random.ints(0, n).filter(v -> v != from).distinct().limit(degree).toArray();
    }
    return SearchGraph.of(random.nextInt(n), lists);
  }

  @Test
  void aCompleteGraphIsSearchedWhole() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      int n = 2 + random.nextInt(50);
      float[] scores = scores(n, random);
      GraphSearch search = new GraphSearch(SearchGraph.complete(random.nextInt(n), n));
      int beam = 1 + random.nextInt(n);
      assertEquals(n, search.search(scores, 0, beam), "seed " + seed);
      int[] found = new int[beam];
      assertEquals(beam, search.found(found), "seed " + seed);
      int[] best =
          IntStream.range(0, n)
              .boxed()
              .sorted(Comparator.comparingDouble(v -> -scores[v]))
              .mapToInt(Integer::intValue)
              .limit(beam)
              .toArray();
      assertArrayEquals(best, found, "seed " + seed);
    }
  }

  @Test
  void aSearchIsThatOfPlainLists() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      int n = 20 + random.nextInt(100);
      SearchGraph graph = random(n, 1 + random.nextInt(6), random);
      GraphSearch search = new GraphSearch(graph);
      // The second search must not see what the first did.
      for (int q = 0; q < 2; q++) {
        float[] scores = scores(n + 3, random);
        int beam = 1 + random.nextInt(12);
        List<Integer> kept = new ArrayList<>();
        int scored = plain(graph, scores, 3, beam, kept);
        assertEquals(scored, search.search(scores, 3, beam), "seed " + seed);
        int[] found = new int[kept.size() + 1];
        assertEquals(kept.size(), search.found(found), "seed " + seed);
        for (int i = 0; i < kept.size(); i++) {
          assertEquals(kept.get(i), found[i], "seed " + seed);
        }
      }
    }
  }

  private static int plain(
      SearchGraph graph, float[] scores, int offset, int beam, List<Integer> kept) {
    Set<Integer> seen = new HashSet<>(List.of(graph.entry()));
    Set<Integer> expanded = new HashSet<>();
    kept.add(graph.entry());
    while (true) {
      Integer next = kept.stream().filter(v -> !expanded.contains(v)).findFirst().orElse(null);
      if (next == null) {
        return seen.size();
      }
      expanded.add(next);
      for (int e = graph.starts()[next]; e < graph.starts()[next + 1]; e++) {
        if (seen.add(graph.targets()[e])) {
          kept.add(graph.targets()[e]);
        }
      }
      kept.sort(Comparator.comparingDouble(v -> -scores[offset + v]));
      while (kept.size() > beam) {
        kept.removeLast();
      }
    }
  }

  @Test
  void aGraphThatKeepsAllEdgesIsTheSame() {
    SearchGraph graph = random(40, 5, new Random(1));
    BitSet all = new BitSet();
    all.set(0, graph.edges());
    SearchGraph kept = graph.keep(all);
    assertArrayEquals(graph.starts(), kept.starts());
    assertArrayEquals(graph.targets(), kept.targets());
    assertEquals(graph.entry(), kept.entry());
    all.clear(7);
    SearchGraph less = graph.keep(all);
    assertEquals(graph.edges() - 1, less.edges());
    assertEquals(graph.starts()[1] + 4, less.starts()[2]);
    assertEquals(0, graph.keep(new BitSet()).edges());
  }

  @Test
  void whatIsNoGraphIsRefused() {
    int[] starts = {0, 1, 2};
    assertThrows(
        IllegalArgumentException.class, () -> new SearchGraph(2, starts, new int[] {1, 0}));
    assertThrows(
        IllegalArgumentException.class, () -> new SearchGraph(0, starts, new int[] {0, 0}));
    assertThrows(IllegalArgumentException.class, () -> new SearchGraph(0, starts, new int[] {1}));
    GraphSearch search = new GraphSearch(new SearchGraph(0, starts, new int[] {1, 0}));
    assertThrows(IllegalArgumentException.class, () -> search.search(new float[2], 0, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> search.search(new float[2], 1, 1));
  }
}
