package org.learnedpartition.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.VectorEncoding;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.util.VectorUtil;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.learnedpartition.codec.LearnedPartitionVectorsFormat;
import org.learnedpartition.codec.VectorIndex;
import org.learnedpartition.codec.VectorIndex.Hit;
import org.learnedpartition.codec.VectorIndex.Shape;
import org.learnedpartition.model.Calibration;
import org.learnedpartition.model.Encoding;
import org.learnedpartition.model.OpenModel;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.model.RankedBins;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.model.TestModels;

/** Filters of all sizes, by chance and by place, at a target that the model is calibrated for. */
class FilterRecallTests {
  private static final int DIMENSION = 10;
  private static final int BINS = 64;
  private static final int DOCUMENTS = 5000;
  private static final int QUERIES = 25;
  private static final int K = 10;
  private static final double TARGET = 0.9;

  /** Three standard errors of the recall of so many queries. */
  private static final double CHANCE = 0.06;

  @TempDir Path path;

  private static float[] gaussian(Random random) {
    float[] vector = new float[DIMENSION];
    for (int d = 0; d < DIMENSION; d++) {
      vector[d] = (float) random.nextGaussian();
    }
    return vector;
  }

  /** A model of random centres, with the calibration that its queries measure. */
  private static PartitionModel calibrated(float[][] documents, Random random) {
    PartitionModel model = TestModels.linear(DIMENSION, BINS, Similarity.L2, 5);
    double[] found = new double[BINS];
    int queries = 200;
    try (OpenModel open = OpenModel.open(model)) {
      int[] bin = new int[documents.length];
      int[] one = new int[1];
      for (int i = 0; i < bin.length; i++) {
        open.assign(documents[i], 1, one);
        bin[i] = one[0];
      }
      for (int q = 0; q < queries; q++) {
        float[] query = gaussian(random);
        RankedBins ranked = open.rank(query);
        int[] rankOf = new int[BINS];
        for (int rank = 0; rank < BINS; rank++) {
          rankOf[ranked.bin(rank)] = rank;
        }
        for (int i : nearest(documents, query)) {
          found[rankOf[bin[i]]]++;
        }
      }
    }
    List<Calibration.Point> points = new ArrayList<>();
    double recall = 0;
    for (int probes = 1; probes <= BINS; probes++) {
      recall += found[probes - 1] / (queries * K);
      double share = (double) probes / BINS;
      points.add(new Calibration.Point(probes, share, share, List.of(Math.min(1, recall))));
    }
    float[] centres = new float[DIMENSION * BINS];
    model.centres().get(centres);
    return PartitionModel.of(
        model.manifest(),
        model.routerOnnx(),
        null,
        centres,
        new Calibration(K, queries, points, List.of(), List.of()),
        List.of());
  }

  private static int[] nearest(float[][] documents, float[] query) {
    return order(documents, query).subList(0, K).stream().mapToInt(Integer::intValue).toArray();
  }

  private static List<Integer> order(float[][] documents, float[] query) {
    double[] distance = new double[documents.length];
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < documents.length; i++) {
      order.add(i);
      distance[i] = VectorUtil.squareDistance(documents[i], query);
    }
    order.sort((a, b) -> Double.compare(distance[a], distance[b]));
    return order;
  }

  private static Set<Integer> accepted(
      String kind, double share, List<Integer> nearestFirst, Random random) {
    int count = (int) Math.max(1, Math.round(share * DOCUMENTS));
    return switch (kind) {
      case "near" -> new HashSet<>(nearestFirst.subList(0, count));
      case "far" -> new HashSet<>(nearestFirst.subList(DOCUMENTS - count, DOCUMENTS));
      default -> {
        Set<Integer> ids = new HashSet<>();
        while (ids.size() < count) {
          ids.add(random.nextInt(DOCUMENTS));
        }
        yield ids;
      }
    };
  }

  @ParameterizedTest
  @CsvSource({"random, 1, 1", "random, 5, 2", "near, 1, 3", "near, 5, 4", "far, 1, 5", "far, 5, 6"})
  void hitsAreAsManyAsCanBeAndTheRecallIsKept(String kind, int segments, long seed)
      throws IOException {
    Random random = new Random(seed);
    float[][] documents = new float[DOCUMENTS][];
    for (int i = 0; i < DOCUMENTS; i++) {
      documents[i] = gaussian(random);
    }
    PartitionModel model = calibrated(documents, random);
    Shape shape =
        new Shape(DIMENSION, VectorEncoding.FLOAT32, VectorSimilarityFunction.EUCLIDEAN, false);
    ProbeParameters parameters = ProbeParameters.CALIBRATED.withRecallTarget(TARGET);
    try (VectorIndex index =
        new VectorIndex(
            path,
            shape,
            new LearnedPartitionVectorsFormat((f, d, similarity) -> model, Encoding.X1, 0))) {
      for (int id = 0; id < DOCUMENTS; id++) {
        index.add(id, documents[id]);
        if ((id + 1) % (DOCUMENTS / segments) == 0) {
          index.flush();
        }
      }
      try (DirectoryReader reader = index.openReader()) {
        IndexSearcher searcher = new IndexSearcher(reader);
        for (double share : new double[] {0.0001, 0.001, 0.01, 0.1, 0.5, 0.9, 1}) {
          int found = 0;
          int wanted = 0;
          for (int q = 0; q < QUERIES; q++) {
            float[] target = gaussian(random);
            List<Integer> order = order(documents, target);
            Set<Integer> accepted = accepted(kind, share, order, random);
            Query filter =
                NumericDocValuesField.newSlowSetQuery(
                    VectorIndex.ID, accepted.stream().mapToLong(Integer::longValue).toArray());
            Query query =
                searcher.rewrite(
                    new LearnedPartitionFloatQuery(
                        VectorIndex.FIELD, target, K, filter, parameters));
            List<Hit> hits = VectorIndex.search(searcher, query, K);
            List<Integer> truth = order.stream().filter(accepted::contains).limit(K).toList();
            String said = kind + " " + share + ", seed " + seed + ": " + query;
            assertEquals(truth.size(), hits.size(), said);
            assertTrue(hits.stream().allMatch(hit -> accepted.contains(hit.id())), said);
            assertTrue(!(query instanceof MatchNoDocsQuery), said);
            ProbeStats stats = ((ProbedQuery) query).stats();
            assertEquals(DOCUMENTS, stats.rowsTotal(), said);
            assertTrue(
                stats.rowsScanned() >= hits.size() && stats.rowsScanned() <= accepted.size(), said);
            found += (int) hits.stream().filter(hit -> truth.contains(hit.id())).count();
            wanted += truth.size();
          }
          double recall = (double) found / wanted;
          assertTrue(
              recall >= TARGET - CHANCE,
              () -> kind + " " + share + ", seed " + seed + ": recall " + recall);
        }
      }
    }
  }
}
