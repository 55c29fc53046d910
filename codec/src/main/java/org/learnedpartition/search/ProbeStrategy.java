package org.learnedpartition.search;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.KnnCollector;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.knn.KnnSearchStrategy;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.util.IOSupplier;
import org.apache.lucene.util.hnsw.RandomVectorScorer;
import org.learnedpartition.model.Encoding;
import org.learnedpartition.model.OpenModel;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.model.RankedBins;
import org.learnedpartition.model.RecallCurves;

/**
 * A query's way through the segments: routes its vector once for each model, however many segments
 * and threads ask, and counts what they do. Made for one search; equal to another strategy with the
 * same parameters, because the query compares its vector itself.
 */
public final class ProbeStrategy extends KnnSearchStrategy {
  private record PlanKey(String model, Encoding encoding, int spillPercent, int k) {}

  private final float[] target;
  private final ProbeParameters parameters;
  private final ProbeStats stats;
  private final Map<PlanKey, ProbePlan> plans;
  private final Candidates candidates;
  private final Limits limits;
  private final AtomicReference<byte[]> buffer;
  private final long rows;
  private final boolean filtered;
  private final int docBase;
  private boolean used;

  /**
   * A strategy whose segments give exact hits to the collectors.
   *
   * @param target query vector, copied
   */
  public ProbeStrategy(float[] target, ProbeParameters parameters) {
    this(
        target.clone(),
        Objects.requireNonNull(parameters, "parameters"),
        new ProbeStats(),
        new ConcurrentHashMap<>(),
        null,
        null,
        new AtomicReference<>(),
        0,
        true,
        0);
  }

  private ProbeStrategy(
      float[] target,
      ProbeParameters parameters,
      ProbeStats stats,
      Map<PlanKey, ProbePlan> plans,
      Candidates candidates,
      Limits limits,
      AtomicReference<byte[]> buffer,
      long rows,
      boolean filtered,
      int docBase) {
    this.target = target;
    this.parameters = parameters;
    this.stats = stats;
    this.plans = plans;
    this.candidates = candidates;
    this.limits = limits;
    this.buffer = buffer;
    this.rows = rows;
    this.filtered = filtered;
    this.docBase = docBase;
  }

  /**
   * The same search, in which coded rows of all segments wait for {@link #rescore}.
   *
   * @param rows of all segments, which share the limits and are what calibration is asked for; 0
   *     where neither is needed
   * @param filtered whether a filter says which documents may be hits
   */
  ProbeStrategy deferring(int k, long rows, boolean filtered) {
    return new ProbeStrategy(
        target,
        parameters,
        stats,
        plans,
        new Candidates(k, parameters.oversampleFactor()),
        new Limits(parameters, rows),
        buffer,
        rows,
        filtered,
        0);
  }

  /** The same search in the segment whose first document in the index is given. */
  ProbeStrategy inSegment(int docBase) {
    return new ProbeStrategy(
        target, parameters, stats, plans, candidates, limits, buffer, rows, filtered, docBase);
  }

  /** Adds the hits among the rows that waited to those that were found exactly. */
  TopDocs rescore(TopDocs exact) throws IOException {
    long start = System.nanoTime();
    TopDocs hits = candidates.rescore(exact);
    stats.addRescored(System.nanoTime() - start, candidates.rescored());
    return hits;
  }

  public ProbeParameters parameters() {
    return parameters;
  }

  public ProbeStats stats() {
    return stats;
  }

  /** Whether scans may have to stop before they are done, and so take the best bins first. */
  public boolean limited() {
    return parameters.limited();
  }

  /** A segment's collector with its share of the limits, which begins now. */
  public KnnCollector limit(KnnCollector collector, int rows) {
    if (!limited() || rows == 0) {
      return collector;
    }
    return (limits == null ? new Limits(parameters, rows) : limits).of(collector, rows);
  }

  /** Says that this segment's format goes by the strategy. */
  public void use() {
    used = true;
  }

  boolean used() {
    return used;
  }

  /**
   * The plan for segments of the model whose rows have the encoding, made when first asked for.
   *
   * @param spill share of the vectors that were allowed second rows, 0 … 1
   * @param k hits that the segment's collector wants
   */
  public ProbePlan plan(OpenModel open, Encoding encoding, float spill, int k) {
    PlanKey key = new PlanKey(open.model().id(), encoding, Math.round(100 * spill), k);
    ProbePlan plan = plans.get(key);
    return plan == null ? plans.computeIfAbsent(key, absent -> makePlan(open, absent)) : plan;
  }

  private ProbePlan makePlan(OpenModel open, PlanKey key) {
    PartitionModel model = open.model();
    RecallCurves curves =
        model.calibration(key.spillPercent() / 100.0).of(model.sampled(key.k(), rows));
    long start = System.nanoTime();
    RankedBins ranked = open.rank(target);
    long routed = System.nanoTime();
    ProbeDepth depth = ProbeDepth.of(parameters, curves, ranked);
    ProbePlan plan =
        new ProbePlan(
            ranked, depth, model.similarity(), model.quantizer(key.encoding()), target, curves);
    stats.addPlan(routed - start, System.nanoTime() - routed, depth.probes(), model.bins());
    return plan;
  }

  /**
   * Whether documents may be missing where the query is, as a filter may have it. Deleted documents
   * lie anywhere, but Lucene's own queries do not tell one from the other.
   */
  public boolean filtered() {
    return filtered;
  }

  /**
   * Where the hits of a filtered query were found: in all segments, or in one whose hits go to a
   * collector.
   *
   * @param k hits that the segment's collector wants
   * @param accepted documents that the filter passes in the segment
   */
  public HitRanks ranks(int k, long accepted) {
    return (candidates == null ? new HitRanks(k) : candidates.ranks()).begin(accepted);
  }

  /** An array of at least so many bytes, used by one segment after the other if given back. */
  public byte[] buffer(int length) {
    byte[] kept = buffer.getAndSet(null);
    return kept == null || kept.length < length ? new byte[length] : kept;
  }

  /** Gives an array back. */
  public void release(byte[] used) {
    buffer.set(used);
  }

  /** What turns the scores of the field's vectors into what estimates are of. */
  public ScoreScale scale(VectorSimilarityFunction similarity) {
    return ScoreScale.of(similarity, target);
  }

  /**
   * Where a segment's coded rows go.
   *
   * @param values all vectors of the segment
   * @param ordinals of the rows, an int32 each
   * @param scorer scores vectors exactly; asked for when there is one to score, as the ordinals
   * @param spills whether some vectors have two rows
   * @param ranks takes note of the rows of a filtered query, else null
   */
  public LeafCandidates candidates(
      ProbePlan plan,
      VectorSimilarityFunction similarity,
      KnnVectorValues values,
      IOSupplier<IndexInput> ordinals,
      IOSupplier<RandomVectorScorer> scorer,
      boolean spills,
      HitRanks ranks) {
    LeafCandidates leaf =
        new LeafCandidates(
            candidates, docBase, values, ordinals, scorer, scale(similarity), plan, spills, ranks);
    if (candidates != null) {
      candidates.add(leaf);
    }
    return leaf;
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
