package org.learnedpartition.bench.cut;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.learnedpartition.cli.Execution;

class CutCommandTests {
  /** A ring of six. */
  private static final String RING =
      "6 6 001\n2 1 6 1\n1 1 3 1\n2 1 4 1\n3 1 5 1\n4 1 6 1\n5 1 1 1\n";

  @TempDir private Path folder;

  private String told(int code, String... args) {
    StringWriter out = new StringWriter();
    PrintWriter both = new PrintWriter(out, true);
    assertEquals(code, Execution.of(new CutCommand(), args, both, both), out::toString);
    return out.toString();
  }

  @Test
  void aRingIsCutAtTwoPlaces() throws Exception {
    Path graph = Files.writeString(folder.resolve("ring.graph"), RING);
    String told = told(0, graph.toString(), "--bins", "2", "--seed", "1,2", "--threads", "1");
    String each =
        "2 bins: cut 2 \\(33\\.33 % of the edges' weight\\), largest 0\\.00 % above the mean, seed";
    assertTrue(told.matches("(?s).*" + each + " 1, .*" + each + " 2, .*"), told);
  }

  @Test
  void aPartitionInAFileIsMeasured() throws Exception {
    Path graph = Files.writeString(folder.resolve("ring.graph"), RING);
    Path bins = Files.writeString(folder.resolve("ring.graph.part.2"), "0\n0\n1\n0\n0\n1\n");
    assertEquals(
        "2 bins: cut 4 (66.67 % of the edges' weight), largest 33.33 % above the mean\n",
        told(0, graph.toString(), "--bins", "2", "--partition", bins.toString()));
  }

  @Test
  void moreBinsThanVerticesAreRefused() throws Exception {
    Path graph = Files.writeString(folder.resolve("ring.graph"), RING);
    assertTrue(
        told(Execution.UNUSABLE, graph.toString(), "--bins", "7")
            .contains("[bins] must be at most the number of vertices, 6"));
  }
}
