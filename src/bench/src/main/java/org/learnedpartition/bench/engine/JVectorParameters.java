package org.learnedpartition.bench.engine;

import java.util.List;
import org.learnedpartition.model.Manifest;

/**
 * Parameters of a JVector index. Defaults are those of JVector's own benchmarks; 32 neighbours are
 * also what Lucene's graphs have in their base layer by default, where its m of 16 is doubled.
 *
 * @param neighbours of a node in the base layer's graph, 2 … 512
 * @param beamWidth candidates while a node is inserted, 1 … 3,200
 * @param neighbourOverflow share of neighbours that a node may have too many of until it is pruned,
 *     plus one: 1 … 10
 * @param alpha how much diversity outweighs distance in the choice of neighbours: 1 … 10
 * @param hierarchy whether there are layers above the base layer
 * @param compression of what the graph is searched with; hits are always scored again in full
 *     precision
 * @param subspaces of the product quantizer, a byte each, at most the dimension; 0 for half of it:
 *     JVector's benchmarks take an eighth for 384 dimensions and more, and do not compress sets of
 *     100 to 200
 */
public record JVectorParameters(
    int neighbours,
    int beamWidth,
    double neighbourOverflow,
    double alpha,
    boolean hierarchy,
    Compression compression,
    int subspaces) {

  /** What the graph is searched with. */
  public enum Compression {
    /** The vectors. */
    NONE("none"),
    /** Codes of a product quantizer, kept on the heap, as JVector advises. */
    PQ("pq"),
    /** The same codes, stored with the neighbours in the graph's file. */
    FUSED_PQ("fused_pq");

    private final String label;

    Compression(String label) {
      this.label = label;
    }

    static List<String> labels() {
      return List.of(NONE.label, PQ.label, FUSED_PQ.label);
    }

    static Compression of(String label) {
      return values()[labels().indexOf(label)];
    }
  }

  private static final int USUAL_NEIGHBOURS = 32;
  private static final int USUAL_BEAM_WIDTH = 100;
  private static final double USUAL_OVERFLOW = 1.2;
  private static final double USUAL_ALPHA = 1.2;

  public JVectorParameters {
    if (neighbours < 2
        || beamWidth < 1
        || !(neighbourOverflow >= 1)
        || !(alpha >= 1)
        || subspaces < 0) {
      throw new IllegalArgumentException(
          "neighbours, beam width, overflow, alpha and subspaces must be 2, 1, 1, 1 and 0 at least,"
              + " got "
              + List.of(neighbours, beamWidth, neighbourOverflow, alpha, subspaces));
    }
  }

  /**
   * Reads the parameters of an index.
   *
   * @param given asked for all that there are
   * @throws IllegalArgumentException if one is out of its range
   */
  public static JVectorParameters of(Parameters given) {
    return new JVectorParameters(
        given.integer("m", USUAL_NEIGHBOURS, 2, 512),
        given.integer("beam_width", USUAL_BEAM_WIDTH, 1, 3200),
        given.number("neighbor_overflow", USUAL_OVERFLOW, 1, 10),
        given.number("alpha", USUAL_ALPHA, 1, 10),
        given.oneOf("add_hierarchy", true, List.of(true, false)),
        Compression.of(given.oneOf("compression", Compression.NONE.label, Compression.labels())),
        given.integer("pq_subspaces", 0, 0, Manifest.MAX_DIMENSION));
  }

  /**
   * Bytes of a code.
   *
   * @throws IllegalArgumentException if the vectors have fewer components than there are subspaces
   */
  int subspaces(int dimension) {
    if (subspaces > dimension) {
      throw new IllegalArgumentException(
          "[pq_subspaces] must be at most "
              + dimension
              + " (the dimension of the vectors), got "
              + subspaces);
    }
    return subspaces == 0 ? Math.ceilDiv(dimension, 2) : subspaces;
  }
}
