package org.learnedpartition.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.VectorEncoding;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.learnedpartition.codec.LearnedPartitionVectorsFormat;
import org.learnedpartition.codec.VectorIndex;
import org.learnedpartition.codec.VectorIndex.Shape;
import org.learnedpartition.model.Encoding;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.model.TestModels;

class LearnedPartitionFloatQueryTests {
  private static final int DIMENSION = 8;
  private static final int BINS = 32;
  private static final Shape SHAPE =
      new Shape(DIMENSION, VectorEncoding.FLOAT32, VectorSimilarityFunction.EUCLIDEAN, false);

  private final PartitionModel model = TestModels.linear(DIMENSION, BINS, Similarity.L2, 1);
  private final Random random = new Random(2);

  @TempDir Path path;

  private VectorIndex index(int documents, int segments) throws IOException {
    VectorIndex index =
        new VectorIndex(
            path,
            SHAPE,
            new LearnedPartitionVectorsFormat((field, d, similarity) -> model, Encoding.X16, 0));
    for (int id = 0; id < documents; id++) {
      index.add(id, index.randomVector(random));
      if ((id + 1) % (documents / segments) == 0) {
        index.flush();
      }
    }
    return index;
  }

  private static LearnedPartitionFloatQuery query(float[] target, int k, int probes) {
    return new LearnedPartitionFloatQuery(
        VectorIndex.FIELD, target, k, null, new ProbeParameters(probes));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 50})
  void routesOnceWhateverTheSegmentsAndThreads(int segments) throws IOException {
    try (VectorIndex index = index(1000, segments);
        DirectoryReader reader = index.openReader();
        ExecutorService executor = Executors.newFixedThreadPool(4)) {
      assertEquals(segments, reader.leaves().size());
      float[] target = index.randomVector(random);
      Query query = query(target, 10, 3);
      IndexSearcher concurrent = new IndexSearcher(reader, executor);
      ProbeStats stats = ((ProbedQuery) concurrent.rewrite(query)).stats();
      assertEquals(1, stats.routed());
      assertEquals(3, stats.binsProbed());
      assertEquals(BINS, stats.bins());
      assertEquals(segments, stats.segments());
      assertEquals(0, stats.flatSegments());
      assertEquals(1000, stats.rowsTotal());
      assertTrue(stats.rowsScanned() >= 10 && stats.rowsScanned() < 1000, stats::toString);
      assertEquals(
          VectorIndex.search(new IndexSearcher(reader), query, 10),
          VectorIndex.search(concurrent, query, 10));
    }
  }

  /** Which rows are scored exactly must not depend on how they are spread. */
  @ParameterizedTest
  @EnumSource(Encoding.class)
  void hitsAreTheSameAtOneAndAtFiftySegments(Encoding encoding) throws IOException {
    PartitionModel coded = TestModels.coded(DIMENSION, BINS, Similarity.L2, 5, 0.3f);
    LearnedPartitionVectorsFormat format =
        new LearnedPartitionVectorsFormat((field, d, similarity) -> coded, encoding, 0);
    try (VectorIndex index = new VectorIndex(path, SHAPE, format)) {
      for (int id = 0; id < 2000; id++) {
        index.add(id, index.randomVector(random));
        if (id % 40 == 39) {
          index.flush();
        }
      }
      float[][] targets = new float[30][];
      List<List<VectorIndex.Hit>> many = new ArrayList<>();
      try (DirectoryReader reader = index.openReader()) {
        assertEquals(50, reader.leaves().size());
        for (int i = 0; i < targets.length; i++) {
          targets[i] = index.randomVector(random);
          many.add(VectorIndex.search(new IndexSearcher(reader), query(targets[i], 10, 6), 10));
        }
      }
      index.merge(format);
      long rescored = 0;
      long scanned = 0;
      try (DirectoryReader reader = index.openReader()) {
        assertEquals(1, reader.leaves().size());
        IndexSearcher searcher = new IndexSearcher(reader);
        for (int i = 0; i < targets.length; i++) {
          Query one = searcher.rewrite(query(targets[i], 10, 6));
          assertEquals(VectorIndex.search(searcher, one, 10), many.get(i));
          rescored += ((ProbedQuery) one).stats().rowsRescored();
          scanned += ((ProbedQuery) one).stats().rowsScanned();
        }
      }
      if (encoding == Encoding.X1) {
        assertEquals(0, rescored);
      } else {
        long few = rescored;
        long all = scanned;
        assertTrue(few >= 300 && few < all, () -> few + " of " + all + " scored exactly");
      }
    }
  }

  @Test
  void rewrittenQueryTellsWhatItDidAndEachRewriteCountsAnew() throws IOException {
    try (VectorIndex index = index(400, 2);
        DirectoryReader reader = index.openReader()) {
      IndexSearcher searcher = new IndexSearcher(reader);
      Query query = query(index.randomVector(random), 5, 4);
      Query first = searcher.rewrite(query);
      Query second = searcher.rewrite(query);
      assertEquals(first, second);
      assertEquals(first.hashCode(), second.hashCode());
      for (Query rewritten : List.of(first, second)) {
        assertTrue(
            rewritten
                .toString()
                .matches(
                    "learned_knn\\[field=vector, k=5, bins=4/32, rows=\\d+/400, "
                        + "segments=2 \\(flat 0\\), router_us=\\d+, "
                        + "mass=[01]\\.\\d{3}, recall=[01]\\.\\d{3}]"),
            rewritten::toString);
      }
      assertEquals(5, searcher.count(first));
    }
  }

  @Test
  void segmentsSearchedExactlyBecauseOfTheFilterAreCountedAsFlat() throws IOException {
    try (VectorIndex index = index(400, 4);
        DirectoryReader reader = index.openReader()) {
      Query filter =
          org.apache.lucene.document.NumericDocValuesField.newSlowSetQuery(VectorIndex.ID, 1, 399);
      Query query =
          new LearnedPartitionFloatQuery(
              VectorIndex.FIELD, index.randomVector(random), 5, filter, ProbeParameters.CALIBRATED);
      IndexSearcher searcher = new IndexSearcher(reader);
      ProbedQuery rewritten = (ProbedQuery) searcher.rewrite(query);
      assertEquals(2, searcher.count(rewritten));
      assertEquals(2, rewritten.stats().rowsScanned());
      assertEquals(4, rewritten.stats().flatSegments());
      assertEquals(0, rewritten.stats().routed());
    }
  }

  @Test
  void queryWithoutParametersProbesAsManyBinsAsTheCalibrationSays() throws IOException {
    try (VectorIndex index = index(2000, 1);
        DirectoryReader reader = index.openReader()) {
      IndexSearcher searcher = new IndexSearcher(reader);
      float[] target = index.randomVector(random);
      int calibrated = model.calibration().of(10).probesFor(0.95);
      ProbedQuery ours = (ProbedQuery) searcher.rewrite(query(target, 10, 0));
      assertEquals(calibrated, ours.stats().binsProbed());
      // What Lucene's own query finds in the same segment, without a word of bins.
      assertEquals(
          VectorIndex.search(searcher, query(target, 10, 0), 10),
          VectorIndex.search(searcher, new KnnFloatVectorQuery(VectorIndex.FIELD, target, 10), 10));
    }
  }

  @Test
  void equalQueriesAskTheSame() {
    float[] target = {1, 2, 3, 4, 5, 6, 7, 8};
    Query query = query(target, 10, 5);
    assertEquals(query, query(target.clone(), 10, 5));
    assertEquals(query.hashCode(), query(target.clone(), 10, 5).hashCode());
    assertNotEquals(query, query(target, 10, 6));
    assertNotEquals(query, query(target, 11, 5));
    assertNotEquals(query, query(new float[8], 10, 5));
    assertNotEquals(
        query,
        new LearnedPartitionFloatQuery(
            VectorIndex.FIELD, target, 10, MatchAllDocsQuery.INSTANCE, new ProbeParameters(5)));
    assertEquals("learned_knn[field=vector, k=10, probes=5]", query.toString());
    assertEquals(
        "learned_knn[field=vector, k=10, probes=calibrated]", query(target, 10, 0).toString());
  }

  /** The rows of the best estimates are scored exactly, however they are spread. */
  @Test
  void oversampleFactorSaysHowManyRowsAreScoredExactly() throws IOException {
    PartitionModel coded = TestModels.coded(DIMENSION, BINS, Similarity.L2, 5, 1e20f);
    LearnedPartitionVectorsFormat format =
        new LearnedPartitionVectorsFormat((field, d, similarity) -> coded, Encoding.X16, 0);
    try (VectorIndex index = new VectorIndex(path, SHAPE, format)) {
      for (int id = 0; id < 1000; id++) {
        index.add(id, index.randomVector(random));
        if (id % 100 == 99) {
          index.flush();
        }
      }
      float[] target = index.randomVector(random);
      List<List<VectorIndex.Hit>> many = new ArrayList<>();
      double[] factors = {1, 2.5, 10};
      for (int segments : new int[] {10, 1}) {
        try (DirectoryReader reader = index.openReader()) {
          assertEquals(segments, reader.leaves().size());
          IndexSearcher searcher = new IndexSearcher(reader);
          for (double factor : factors) {
            ProbeParameters parameters = new ProbeParameters(12).withOversampleFactor(factor);
            Query query =
                searcher.rewrite(
                    new LearnedPartitionFloatQuery(
                        VectorIndex.FIELD, target, 10, null, parameters));
            long rescored = ((ProbedQuery) query).stats().rowsRescored();
            assertEquals((long) (factor * 10), rescored, 3, "equal estimates are scored, too");
            many.add(VectorIndex.search(searcher, query, 10));
          }
        }
        index.merge(format);
      }
      for (int i = 0; i < factors.length; i++) {
        assertEquals(10, many.get(i).size());
        assertEquals(many.get(i), many.get(i + factors.length));
      }
    }
  }
}
