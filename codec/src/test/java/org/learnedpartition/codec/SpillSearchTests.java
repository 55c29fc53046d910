package org.learnedpartition.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.VectorEncoding;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.learnedpartition.codec.VectorIndex.Hit;
import org.learnedpartition.codec.VectorIndex.Shape;
import org.learnedpartition.model.Encoding;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.model.Seeds;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.model.TestModels;
import org.learnedpartition.search.ProbeParameters;
import org.learnedpartition.search.ProbeStrategy;
import org.learnedpartition.search.ProbedQuery;

/** Searches of indexes in which vectors have second rows, compared with brute force. */
class SpillSearchTests {
  private static final int BINS = 16;

  @TempDir Path path;

  private static Shape shape(Random random) {
    return new Shape(
        1 + random.nextInt(24),
        VectorEncoding.values()[random.nextInt(2)],
        VectorSimilarityFunction.values()[random.nextInt(4)],
        random.nextBoolean());
  }

  private static void assertHits(
      VectorIndex index, float[] target, List<Hit> expected, List<Hit> hits) {
    Set<Integer> ids = new HashSet<>();
    assertEquals(expected.size(), hits.size());
    for (int i = 0; i < hits.size(); i++) {
      Hit hit = hits.get(i);
      assertTrue(ids.add(hit.id()), () -> "twice: " + hit);
      float score = index.score(target, index.vectors().get(hit.id()));
      double delta = 1e-5 * Math.max(1, Math.abs(score));
      assertEquals(score, hit.score(), delta, hit::toString);
      assertEquals(expected.get(i).score(), hit.score(), delta, "at rank " + i);
    }
  }

  /** Of Lucene's own queries and of ours; segments, deletes, gaps, filters by the seed. */
  @ParameterizedTest
  @Seeds({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void probingAllBinsFindsEachNeighbourOnce(long seed) throws IOException {
    Random random = new Random(seed);
    Shape shape = shape(random);
    ModelSource models = new RandomModels(BINS, seed);
    Encoding encoding = random.nextBoolean() ? Encoding.X1 : Encoding.X16;
    float spill = new float[] {0.3f, 0.6f, 1}[random.nextInt(3)];
    LearnedPartitionVectorsFormat format =
        new LearnedPartitionVectorsFormat(models, encoding, 0, spill);
    try (VectorIndex index = new VectorIndex(path, shape, format)) {
      int documents = 200 + random.nextInt(800);
      int perSegment = documents / (1 + random.nextInt(6));
      double deletes = random.nextBoolean() ? 0 : random.nextDouble() * 0.5;
      for (int id = 0; id < documents; id++) {
        index.add(id, random.nextInt(10) == 0 ? null : index.randomVector(random));
        if (random.nextDouble() < deletes) {
          index.delete(random.nextInt(id + 1));
        }
        if (id % perSegment == perSegment - 1) {
          index.flush();
        }
      }
      if (random.nextInt(3) == 0) {
        index.merge(format);
      }
      try (DirectoryReader reader = index.openReader()) {
        IndexSearcher searcher = new IndexSearcher(reader);
        for (double share : new double[] {1, 0.9, 0.6, 0.2}) {
          assertExact(index, shape, searcher, share, random);
        }
      }
    }
  }

  private static void assertExact(
      VectorIndex index, Shape shape, IndexSearcher searcher, double share, Random random)
      throws IOException {
    Set<Integer> accepted = new HashSet<>();
    index
        .vectors()
        .keySet()
        .forEach(
            id -> {
              if (random.nextDouble() < share) {
                accepted.add(id);
              }
            });
    Query filter =
        share == 1
            ? null
            : NumericDocValuesField.newSlowSetQuery(
                VectorIndex.ID, accepted.stream().mapToLong(Integer::longValue).toArray());
    for (int i = 0; i < 4; i++) {
      float[] target = index.randomVector(random);
      int k = 1 + random.nextInt(60);
      List<Hit> expected = index.bruteForce(target, k, accepted::contains);
      Query ours = index.query(target, k, filter, ProbeParameters.MAX_PROBES);
      assertHits(index, target, expected, VectorIndex.search(searcher, ours, k));
      if (shape.encoding() == VectorEncoding.FLOAT32) {
        ProbeStrategy strategy =
            new ProbeStrategy(target, new ProbeParameters(ProbeParameters.MAX_PROBES));
        Query lucenes = new KnnFloatVectorQuery(VectorIndex.FIELD, target, k, filter, strategy);
        assertHits(index, target, expected, VectorIndex.search(searcher, lucenes, k));
      }
    }
  }

  /** Estimates as good as exact, of which only the k best are kept: each vector counts once. */
  @Test
  void secondRowsTakeNoPlaceAmongTheBest() throws IOException {
    Random random = new Random(30);
    Shape shape = new Shape(12, VectorEncoding.FLOAT32, VectorSimilarityFunction.EUCLIDEAN, false);
    PartitionModel model =
        TestModels.spilling(TestModels.coded(12, BINS, Similarity.L2, 31, 0.05f));
    try (VectorIndex index =
        new VectorIndex(
            path,
            shape,
            new LearnedPartitionVectorsFormat((f, d, s) -> model, Encoding.X4, 0, 1))) {
      for (int id = 0; id < 4000; id++) {
        index.add(id, index.randomVector(random));
        if (id % 1000 == 999) {
          index.flush();
        }
      }
      try (DirectoryReader reader = index.openReader()) {
        IndexSearcher searcher = new IndexSearcher(reader);
        for (int i = 0; i < 20; i++) {
          float[] target = index.randomVector(random);
          Query query = index.query(target, 40, null, BINS);
          assertHits(
              index,
              target,
              index.bruteForce(target, 40, id -> true),
              VectorIndex.search(searcher, query, 40));
          ProbedQuery probed = (ProbedQuery) searcher.rewrite(query);
          assertEquals(8000, probed.stats().rowsScanned());
          long rescored = probed.stats().rowsRescored();
          assertTrue(rescored >= 40 && rescored < 400, () -> "nothing was dropped: " + rescored);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {0, 0.25f, 0.5f, 1})
  void calibrationIsThatOfTheSpill(float spill) throws IOException {
    Random random = new Random(40);
    Shape shape = new Shape(8, VectorEncoding.FLOAT32, VectorSimilarityFunction.COSINE, false);
    PartitionModel model = TestModels.spilling(TestModels.coded(8, 32, Similarity.COSINE, 41, 1));
    try (VectorIndex index =
        new VectorIndex(
            path,
            shape,
            new LearnedPartitionVectorsFormat((f, d, s) -> model, Encoding.X16, 0, spill))) {
      for (int id = 0; id < 300; id++) {
        index.add(id, index.randomVector(random));
      }
      try (DirectoryReader reader = index.openReader()) {
        ProbedQuery probed =
            (ProbedQuery)
                new IndexSearcher(reader)
                    .rewrite(index.query(index.randomVector(random), 10, null, 0));
        int expected = model.calibration(spill).of(10).probesFor(ProbeParameters.DEFAULT_RECALL);
        assertEquals(expected, probed.stats().binsProbed());
      }
    }
  }
}
