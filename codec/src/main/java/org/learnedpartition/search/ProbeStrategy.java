package org.learnedpartition.search;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.search.knn.KnnSearchStrategy;
import org.learnedpartition.model.OpenModel;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.model.RankedBins;

/**
 * A query's way through the segments: routes its vector once for each model, however many segments
 * and threads ask, and counts what they do. Made for one search; equal to another strategy with the
 * same parameters, because the query compares its vector itself.
 */
public final class ProbeStrategy extends KnnSearchStrategy {
  private final float[] target;
  private final ProbeParameters parameters;
  private final ProbeStats stats = new ProbeStats();
  private final Map<String, ProbePlan> plans = new ConcurrentHashMap<>();

  /**
   * @param target query vector, copied
   */
  public ProbeStrategy(float[] target, ProbeParameters parameters) {
    this.target = target.clone();
    this.parameters = Objects.requireNonNull(parameters, "parameters");
  }

  public ProbeParameters parameters() {
    return parameters;
  }

  public ProbeStats stats() {
    return stats;
  }

  /** The plan for segments of the model, made when first asked for. */
  public ProbePlan plan(OpenModel open) {
    return plans.computeIfAbsent(open.model().id(), id -> route(open));
  }

  private ProbePlan route(OpenModel open) {
    PartitionModel model = open.model();
    long start = System.nanoTime();
    RankedBins ranked = open.rank(target);
    long nanos = System.nanoTime() - start;
    int probes = parameters.probesOf(model.calibration(), model.bins());
    stats.addPlan(nanos, probes, model.bins());
    return new ProbePlan(ranked, probes);
  }

  @Override
  public void nextVectorsBlock() {
    // Nothing adapts to the progress of a scan.
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ProbeStrategy that && parameters.equals(that.parameters);
  }

  @Override
  public int hashCode() {
    return parameters.hashCode();
  }
}
