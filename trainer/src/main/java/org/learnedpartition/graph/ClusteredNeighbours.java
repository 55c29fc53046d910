package org.learnedpartition.graph;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.learnedpartition.data.Points;
import org.learnedpartition.learn.Scorer;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.vector.Gemm;

/**
 * Approximate nearest neighbours over a clustering: each query against the points of its nearest
 * clusters, cluster by cluster, so that the work is matrix products. How many clusters is found by
 * measuring, on a sample of the queries, which ranks the exact neighbours' clusters have.
 */
public final class ClusteredNeighbours {
  private static final int QUERY_BLOCK = 96;
  private static final int CHUNK = 8192;
  private static final int SAMPLE = 400;

  /** Beyond this share of the clusters the exact search costs no more. */
  private static final double WORTH = 0.4;

  private final Points base;
  private final Scorer centres;
  private final int[] cluster;
  private final int[] starts;
  private final int[] members;
  private final Workers workers;

  /**
   * A neighbour table and how good it is.
   *
   * @param recall share of the true neighbours found, measured on a sample; 1 when exact
   */
  public record Result(Neighbours neighbours, double recall) {}

  /**
   * @param centres scores clusters for a vector
   * @param cluster of each point
   */
  public ClusteredNeighbours(Points base, Scorer centres, int[] cluster, Workers workers) {
    this.base = base;
    this.centres = centres;
    this.cluster = cluster;
    this.workers = workers;
    this.starts = new int[centres.bins() + 1];
    for (int i = 0; i < base.count(); i++) {
      starts[cluster[i] + 1]++;
    }
    for (int c = 0; c < centres.bins(); c++) {
      starts[c + 1] += starts[c];
    }
    this.members = new int[base.count()];
    int[] next = starts.clone();
    for (int i = 0; i < base.count(); i++) {
      members[next[cluster[i]]++] = i;
    }
  }

  /**
   * Finds about {@code recall} of the k nearest points of each query.
   *
   * @param queries in random order; the first ones are the sample
   * @param selfOffset query i is point {@code selfOffset + i} of the base and not its own
   *     neighbour; -1 when queries are not of the base
   * @param recall share of the true neighbours to find, in (0, 1)
   */
  public Result find(
      Points queries, int selfOffset, int k, double recall, Progress progress, String stage)
      throws InterruptedException {
    int sampled = Math.min(SAMPLE, queries.count());
    Neighbours truth =
        ExactNeighbours.find(
            base, queries.first(sampled), selfOffset, k, workers, Progress.NONE, stage);
    int[] found = ranks(queries.first(sampled), truth);
    long total = Arrays.stream(found).sum();
    int probes = 0;
    long hits = 0;
    while (hits < recall * total) {
      hits += found[probes++];
    }
    if (probes > WORTH * centres.bins()) {
      return new Result(
          ExactNeighbours.find(base, queries, selfOffset, k, workers, progress, stage), 1);
    }
    return new Result(
        search(queries, selfOffset, k, Math.max(1, probes), progress, stage),
        (double) hits / total);
  }

  /** How many of the sample's neighbours lie in the cluster of each rank. */
  private int[] ranks(Points sample, Neighbours truth) {
    int bins = centres.bins();
    int[] found = new int[bins];
    float[] scores = new float[bins];
    for (int q = 0; q < sample.count(); q++) {
      centres.score(sample.vectors(), q, 1, scores);
      for (int j = q * truth.k(); j < (q + 1) * truth.k(); j++) {
        if (truth.ids()[j] >= 0) {
          int own = cluster[truth.ids()[j]];
          int rank = 0;
          for (int c = 0; c < bins; c++) {
            rank += scores[c] > scores[own] || scores[c] == scores[own] && c < own ? 1 : 0;
          }
          found[rank]++;
        }
      }
    }
    return found;
  }

  private Neighbours search(
      Points queries, int selfOffset, int k, int probes, Progress progress, String stage)
      throws InterruptedException {
    int d = base.dimension();
    Gemm.Packed[] packed = new Gemm.Packed[centres.bins()];
    workers.run(packed.length, c -> packed[c] = pack(c, d));
    int n = queries.count();
    int[] ids = new int[Math.multiplyExact(n, k)];
    AtomicLong done = new AtomicLong();
    progress.report(stage, 0, n);
    int grain = Math.clamp(Math.ceilDiv(n, 4 * workers.threads()), QUERY_BLOCK, CHUNK);
    workers.ranges(
        n,
        grain,
        (from, to) -> {
          searchChunk(queries, from, to, selfOffset, k, probes, packed, ids);
          progress.report(stage, done.addAndGet(to - from), n);
        });
    return new Neighbours(k, ids);
  }

  private Gemm.Packed pack(int c, int d) {
    int size = starts[c + 1] - starts[c];
    float[] rows = new float[size * d];
    for (int i = 0; i < size; i++) {
      System.arraycopy(base.vectors(), members[starts[c] + i] * d, rows, i * d, d);
    }
    return Gemm.packTransposed(rows, 0, size, d, d);
  }

  private void searchChunk(
      Points queries,
      int from,
      int to,
      int selfOffset,
      int k,
      int probes,
      Gemm.Packed[] packed,
      int[] ids) {
    int d = base.dimension();
    int[][] visitors = visitors(queries, from, to, probes);
    NearestQueue best = new NearestQueue(to - from, k);
    float[] rows = new float[QUERY_BLOCK * d];
    float[] scores = new float[0];
    for (int c = 0; c < packed.length; c++) {
      int size = packed[c].columns();
      if (scores.length < QUERY_BLOCK * size) {
        scores = new float[QUERY_BLOCK * size];
      }
      for (int v = 0; v < visitors[c].length; v += QUERY_BLOCK) {
        int m = Math.min(QUERY_BLOCK, visitors[c].length - v);
        for (int r = 0; r < m; r++) {
          System.arraycopy(queries.vectors(), (from + visitors[c][v + r]) * d, rows, r * d, d);
        }
        Gemm.multiply(rows, 0, d, m, packed[c], scores, 0, size, false);
        for (int r = 0; r < m; r++) {
          int row = visitors[c][v + r];
          int self = selfOffset < 0 ? -1 : selfOffset + from + row;
          float threshold = best.threshold(row);
          for (int j = 0; j < size; j++) {
            int id = members[starts[c] + j];
            float score = scores[r * size + j] + base.bias()[id];
            if (score >= threshold && id != self) {
              best.offer(row, score, id);
              threshold = best.threshold(row);
            }
          }
        }
      }
    }
    for (int q = from; q < to; q++) {
      best.ids(q - from, ids, q * k);
    }
  }

  /** The queries of a chunk that probe each cluster, numbered within the chunk. */
  private int[][] visitors(Points queries, int from, int to, int probes) {
    int bins = centres.bins();
    int[] probed = new int[(to - from) * probes];
    int[] counts = new int[bins];
    float[] scores = new float[QUERY_BLOCK * bins];
    NearestQueue top = new NearestQueue(to - from, probes);
    for (int q = from; q < to; q += QUERY_BLOCK) {
      int m = Math.min(QUERY_BLOCK, to - q);
      centres.score(queries.vectors(), q, m, scores);
      for (int r = 0; r < m; r++) {
        int row = q - from + r;
        float threshold = top.threshold(row);
        for (int c = 0; c < bins; c++) {
          if (scores[r * bins + c] > threshold || c < probes) {
            top.offer(row, scores[r * bins + c], c);
            threshold = top.threshold(row);
          }
        }
        top.ids(row, probed, row * probes);
        for (int j = 0; j < probes; j++) {
          counts[probed[row * probes + j]]++;
        }
      }
    }
    int[][] visitors = new int[bins][];
    for (int c = 0; c < bins; c++) {
      visitors[c] = new int[counts[c]];
    }
    Arrays.fill(counts, 0);
    for (int i = 0; i < probed.length; i++) {
      visitors[probed[i]][counts[probed[i]]++] = i / probes;
    }
    return visitors;
  }
}
