package org.learnedpartition.bench.cut;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.StringTokenizer;
import org.learnedpartition.cut.Graph;
import org.learnedpartition.data.AtomicFile;

/**
 * Graphs and partitions as METIS has them (manual of METIS 5.1, section 4.1). A graph is text: a
 * line {@code VERTICES EDGES 001}, where 001 says that edges have weights and vertices none, then a
 * line for each vertex with its neighbours, numbered from 1, each with the weight of its edge. A
 * partition is a bin for each vertex, a line each.
 */
final class MetisFile {
  private static final String EDGE_WEIGHTS = "001";

  private MetisFile() {}

  /** Writes a graph; weights of vertices are left out. */
  static void write(Graph graph, Path file) throws IOException {
    try (AtomicFile whole = new AtomicFile(file)) {
      PrintStream out =
          new PrintStream(
              new BufferedOutputStream(whole.stream(), 1 << 16), false, StandardCharsets.US_ASCII);
      out.print(graph.vertices() + " " + graph.arcs() / 2 + " " + EDGE_WEIGHTS + "\n");
      StringBuilder line = new StringBuilder();
      for (int v = 0; v < graph.vertices(); v++) {
        line.setLength(0);
        for (int e = graph.starts()[v]; e < graph.starts()[v + 1]; e++) {
          line.append(graph.targets()[e] + 1).append(' ').append(graph.weights()[e]).append(' ');
        }
        out.append(line.append('\n'));
      }
      out.flush();
      whole.finish();
    }
  }

  /**
   * Reads a graph with weights of edges and none of vertices; vertices then weigh 1.
   *
   * @throws IOException if the file is none, one sentence
   */
  static Graph read(Path file) throws IOException {
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.US_ASCII)) {
      StringTokenizer header = tokens(file, in, "its first line");
      if (header.countTokens() != 3) {
        throw broken(file, "its first line is not VERTICES EDGES " + EDGE_WEIGHTS);
      }
      int n = number(file, header, 1);
      int arcs = Math.multiplyExact(2, number(file, header, 0));
      if (!header.nextToken().equals(EDGE_WEIGHTS)) {
        throw broken(file, "it has not the format " + EDGE_WEIGHTS + ", which is all that is read");
      }
      int[] starts = new int[n + 1];
      int[] targets = new int[arcs];
      int[] weights = new int[arcs];
      int at = 0;
      for (int v = 0; v < n; v++) {
        StringTokenizer row = tokens(file, in, "the line of vertex " + (v + 1));
        while (row.hasMoreTokens()) {
          if (at == arcs) {
            throw broken(file, "it has more edges than its first line says");
          }
          targets[at] = number(file, row, 1) - 1;
          if (targets[at] >= n) {
            throw broken(file, "there is no vertex " + (targets[at] + 1));
          }
          weights[at++] = number(file, row, 1);
        }
        starts[v + 1] = at;
      }
      if (at < arcs) {
        throw broken(file, "it has fewer edges than its first line says");
      }
      int[] ones = new int[n];
      Arrays.fill(ones, 1);
      return new Graph(starts, targets, weights, ones);
    }
  }

  /**
   * Reads a partition.
   *
   * @param vertices that it must be of
   * @throws IOException if the file is none, one sentence
   */
  static int[] readPartition(Path file, int vertices, int bins) throws IOException {
    int[] bin = new int[vertices];
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.US_ASCII)) {
      for (int v = 0; v < vertices; v++) {
        bin[v] = number(file, tokens(file, in, "the line of vertex " + (v + 1)), 0);
        if (bin[v] >= bins) {
          throw broken(file, "bin " + bin[v] + " is not below " + bins);
        }
      }
    }
    return bin;
  }

  private static StringTokenizer tokens(Path file, BufferedReader in, String what)
      throws IOException {
    String line = in.readLine();
    if (line == null) {
      throw broken(file, "it ends before " + what);
    }
    return new StringTokenizer(line);
  }

  private static int number(Path file, StringTokenizer tokens, int least) throws IOException {
    String token = tokens.hasMoreTokens() ? tokens.nextToken() : "";
    try {
      int number = Integer.parseInt(token);
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw broken(file, "[" + token + "] is no number");
    }
    throw broken(file, "[" + token + "] is below " + least);
  }

  private static IOException broken(Path file, String what) {
    return new IOException("[" + file + "] is no file of METIS: " + what);
  }
}
