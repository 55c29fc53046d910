package org.learnedpartition.cut;

/**
 * Moves vertices to bins that somebody proposes, one bin for each, under two vetoes: the bin must
 * have room, and {@link Cohesion} must grow. Vertices are asked one after the other, so that each
 * sees the moves before it, and again and again until none moves: a move makes room, and makes
 * other moves worth more. Each vertex moves at most once.
 */
public final class ProposedMoves {
  private ProposedMoves() {}

  /**
   * Makes the moves.
   *
   * @param proposed bin of each vertex
   * @param limit the most that a bin may weigh to take another vertex, that one included
   * @param bin of each vertex, changed in place
   * @return how many vertices moved
   */
  public static int make(Graph graph, int[] proposed, int limit, int[] bin, int bins) {
    Partition partition = new Partition(graph, bin, bins, limit);
    int[] waiting = new int[graph.vertices()];
    int left = 0;
    for (int v = 0; v < waiting.length; v++) {
      if (proposed[v] != bin[v]) {
        waiting[left++] = v;
      }
    }
    int all = left;
    int before;
    do {
      before = left;
      left = 0;
      for (int i = 0; i < before; i++) {
        int v = waiting[i];
        int gain = Cohesion.gain(graph, bin, v, proposed[v]);
        if (gain > 0 && partition.hasRoom(proposed[v], graph.vertexWeights()[v])) {
          partition.move(v, proposed[v], gain);
        } else {
          waiting[left++] = v;
        }
      }
    } while (left < before);
    return all - left;
  }
}
