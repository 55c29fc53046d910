package org.learnedpartition.walk;

import java.util.List;

/**
 * A graph without the edges that a policy learnt to drop.
 *
 * @param graph of the edges whose probability was above one half, at the step that was judged best
 * @param curve what was judged, from the start graph on
 */
public record LearnedGraph(SearchGraph graph, List<Judged> curve) {
  /**
   * The graph of a step, on queries that the policy does not learn from.
   *
   * @param step batches learnt from; 0 is the start graph
   * @param recall share of the k nearest vertices that were found
   * @param scored mean number of vertices scored
   * @param edges kept
   * @param reward that the policy is after
   */
  public record Judged(int step, double recall, double scored, int edges, double reward) {}
}
