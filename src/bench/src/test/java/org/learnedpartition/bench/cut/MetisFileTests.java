package org.learnedpartition.bench.cut;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.learnedpartition.cut.Graph;
import org.learnedpartition.cut.NeighbourGraph;
import org.learnedpartition.graph.Neighbours;
import org.learnedpartition.parallel.Workers;

class MetisFileTests {
  @TempDir private Path folder;

  @Test
  void aGraphIsWrittenAsTheManualOfMetisHasIt() throws Exception {
    Graph graph =
        new Graph(
            new int[] {0, 2, 3, 4, 4},
            new int[] {1, 2, 0, 0},
            new int[] {5, 1, 5, 1},
            new int[] {1, 1, 1, 1});
    Path file = folder.resolve("a.graph");
    MetisFile.write(graph, file);
    assertEquals("4 2 001\n2 5 3 1 \n1 5 \n1 1 \n\n", Files.readString(file));
  }

  @Test
  void whatIsWrittenIsReadBack() throws Exception {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      int n = 1 + random.nextInt(200);
      int[] ids = random.ints(5L * n, -1, n).toArray();
      try (Workers workers = new Workers(1)) {
        Graph graph = NeighbourGraph.of(new Neighbours(5, ids), workers);
        Path file = folder.resolve(seed + ".graph");
        MetisFile.write(graph, file);
        Graph read = MetisFile.read(file);
        assertArrayEquals(graph.starts(), read.starts(), "seed " + seed);
        assertArrayEquals(graph.targets(), read.targets(), "seed " + seed);
        assertArrayEquals(graph.weights(), read.weights(), "seed " + seed);
        assertArrayEquals(graph.vertexWeights(), read.vertexWeights(), "seed " + seed);
      }
    }
  }

  @Test
  void aPartitionIsABinALine() throws Exception {
    Path file = Files.writeString(folder.resolve("a.part.3"), "2\n0\n1\n");
    assertArrayEquals(new int[] {2, 0, 1}, MetisFile.readPartition(file, 3, 3));
    refused(file, "bin 2 is not below 2", () -> MetisFile.readPartition(file, 3, 2));
    refused(file, "it ends before the line of vertex 4", () -> MetisFile.readPartition(file, 4, 3));
  }

  @Test
  void whatIsNoGraphIsRefused() throws Exception {
    Path file = folder.resolve("b.graph");
    refusedGraph(file, "", "it ends before its first line");
    refusedGraph(file, "1 2\n", "its first line is not VERTICES EDGES 001");
    refusedGraph(file, "2 1 011\n", "it has not the format 001, which is all that is read");
    refusedGraph(file, "2 1 001\n2 1\n", "it ends before the line of vertex 2");
    refusedGraph(file, "2 1 001\n2 1\n1\n", "[] is no number");
    refusedGraph(file, "2 1 001\n3 1\n1 1\n", "there is no vertex 3");
    refusedGraph(file, "2 1 001\n0 1\n1 1\n", "[0] is below 1");
    refusedGraph(file, "2 1 001\n2 1\n\n", "it has fewer edges than its first line says");
    refusedGraph(file, "2 0 001\n2 1\n1 1\n", "it has more edges than its first line says");
  }

  private void refusedGraph(Path file, String content, String what) throws IOException {
    Files.writeString(file, content);
    refused(file, what, () -> MetisFile.read(file));
  }

  private static void refused(Path file, String what, Executable action) {
    assertEquals(
        "[" + file + "] is no file of METIS: " + what,
        assertThrows(IOException.class, action).getMessage());
  }
}
