package org.learnedpartition.walk;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.learnedpartition.data.Points;
import org.learnedpartition.learn.Adam;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

/**
 * Learns which edges of a graph to drop, after Baranchuk and Babenko, "Towards Similarity Graphs
 * Constructed by Deep Reinforcement Learning" (arXiv 1911.12122): an agent walks the search, and at
 * each edge to a vertex that was not seen yet it decides whether the edge is there; the search
 * earns recall × (budget - scored vertices), and all of its decisions share that.
 *
 * <p>Departs from the paper: the policy is an {@link EdgePolicy}; steps are clipped (PPO) where the
 * paper's are in a trust region (TRPO); a walk is judged by the mean of other walks of the same
 * query, where the paper keeps a moving mean of each query; and of all steps' graphs, the start
 * graph among them, the one is kept that does best on queries that are not learnt from.
 */
public final class WalkTraining {
  private static final String STAGE = "walks";

  /** Queries that graphs are judged on, at most, and the share of all that they may be. */
  private static final int JUDGES = 1000;

  private static final int JUDGED_EVERY = 10;

  private final SearchGraph start;
  private final WalkOptions options;
  private final VertexScores scores;
  private final Workers workers;
  private final EdgePolicy policy;
  private final int judges;
  private double most;

  /**
   * @param points the vertices' vectors
   * @param queries in random order; the first are those that graphs are judged on
   */
  public WalkTraining(
      SearchGraph start, Points points, Points queries, WalkOptions options, Workers workers) {
    if (points.count() != start.vertices() || queries.count() < 2) {
      throw new IllegalArgumentException(
          "a graph of "
              + start.vertices()
              + " vertices has "
              + points.count()
              + " points, and at least 2 queries are needed, got "
              + queries.count());
    }
    this.start = start;
    this.options = options;
    this.workers = workers;
    this.scores = new VertexScores(points, queries, options.k());
    double logit = Math.log(options.start() / (1 - options.start()));
    this.policy = new EdgePolicy(start, points, options.hidden(), logit, options.seed(), workers);
    this.judges = Math.min(JUDGES, queries.count() / 2);
  }

  /**
   * Learns.
   *
   * @param progress told the batches done
   */
  public LearnedGraph learn(Progress progress) throws InterruptedException {
    SplittableRandom random = new SplittableRandom(options.seed());
    int edges = start.edges();
    float[] old = new float[edges];
    float[] now = new float[edges];
    float[] slopes = new float[edges];
    long updates = (long) options.steps() * options.epochs();
    Adam network = new Adam(policy.network(), options.networkRate(), updates);
    Adam table = new Adam(new float[][] {policy.table()}, options.tableRate(), updates);
    ActionTally tally = new ActionTally(edges);
    List<LearnedGraph.Judged> curve = new ArrayList<>();
    BitSet best = new BitSet(edges);
    best.set(0, edges);
    LearnedGraph.Judged first = judge(0, start);
    curve.add(first);
    double bestReward = first.reward();
    progress.report(STAGE, 0, options.steps());
    for (int step = 1; step <= options.steps(); step++) {
      policy.probabilities(now);
      System.arraycopy(now, 0, old, 0, edges);
      walk(old, random, tally);
      for (int epoch = 0; epoch < options.epochs(); epoch++) {
        tally.objective(old, now, options.clip(), options.entropy(), slopes);
        for (int e = 0; e < edges; e++) {
          slopes[e] = -slopes[e];
        }
        policy.backward(now, slopes);
        network.update(policy.networkGradients(), workers);
        table.update(new float[][] {policy.tableGradient()}, workers);
        policy.probabilities(now);
      }
      if (step % JUDGED_EVERY == 0 || step == options.steps()) {
        BitSet kept = new BitSet(edges);
        for (int e = 0; e < edges; e++) {
          kept.set(e, now[e] > 0.5f);
        }
        LearnedGraph.Judged judged = judge(step, start.keep(kept));
        curve.add(judged);
        if (judged.reward() > bestReward) {
          bestReward = judged.reward();
          best = kept;
        }
      }
      progress.report(STAGE, step, options.steps());
    }
    return new LearnedGraph(start.keep(best), List.copyOf(curve));
  }

  /** Walks each query of a batch several times, and tallies the decisions with their advantages. */
  private void walk(float[] probabilities, SplittableRandom random, ActionTally tally)
      throws InterruptedException {
    int walks = options.walks();
    int[] queries = new int[options.queries()];
    long[] seeds = new long[queries.length * walks];
    for (int q = 0; q < queries.length; q++) {
      queries[q] = random.nextInt(judges, scores.queries());
    }
    for (int i = 0; i < seeds.length; i++) {
      seeds[i] = random.nextLong();
    }
    Walk[] made = new Walk[seeds.length];
    double[] rewards = new double[seeds.length];
    scores.each(
        queries,
        workers,
        () -> new GraphSearch(start),
        (i, row, offset, nearest, search) -> {
          for (int w = i * walks; w < (i + 1) * walks; w++) {
            made[w] = new Walk(probabilities, seeds[w]);
            int scored = search.search(row, offset, options.beam(), made[w]);
            rewards[w] = reward(nearest.found(search), scored);
          }
        });
    double[] advantages = advantages(rewards);
    tally.clear();
    for (int w = 0; w < made.length; w++) {
      made[w].tell(tally, advantages[w]);
    }
  }

  /** What each walk earned above the mean of the query's others, in deviations of the batch. */
  private double[] advantages(double[] rewards) {
    int walks = options.walks();
    double[] advantages = new double[rewards.length];
    double squares = 0;
    for (int from = 0; from < rewards.length; from += walks) {
      double sum = 0;
      for (int w = from; w < from + walks; w++) {
        sum += rewards[w];
      }
      for (int w = from; w < from + walks; w++) {
        advantages[w] = rewards[w] - (sum - rewards[w]) / (walks - 1);
        squares += advantages[w] * advantages[w];
      }
    }
    double deviation = Math.sqrt(squares / rewards.length);
    for (int w = 0; w < rewards.length && deviation > 0; w++) {
      advantages[w] /= deviation;
    }
    return advantages;
  }

  /** Of a search that costs what the start graph's do, and finds all: 1 - 1 / budget. */
  private double reward(double recall, double scored) {
    return recall * Math.max(most - scored, 1) / most;
  }

  private LearnedGraph.Judged judge(int step, SearchGraph graph) throws InterruptedException {
    int[] queries = new int[judges];
    for (int q = 0; q < judges; q++) {
      queries[q] = q;
    }
    double[] recalls = new double[judges];
    double[] costs = new double[judges];
    scores.each(
        queries,
        workers,
        () -> new GraphSearch(graph),
        (i, row, offset, nearest, search) -> {
          costs[i] = search.search(row, offset, options.beam());
          recalls[i] = nearest.found(search);
        });
    double scored = mean(costs);
    if (step == 0) {
      most = options.budget() * scored;
    }
    double[] rewards = new double[judges];
    for (int q = 0; q < judges; q++) {
      rewards[q] = reward(recalls[q], costs[q]);
    }
    return new LearnedGraph.Judged(step, mean(recalls), scored, graph.edges(), mean(rewards));
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
