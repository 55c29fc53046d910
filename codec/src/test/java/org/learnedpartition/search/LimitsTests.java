package org.learnedpartition.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.VectorEncoding;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.AcceptDocs;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopKnnCollector;
import org.apache.lucene.search.TotalHits;
import org.apache.lucene.util.FixedBitSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.learnedpartition.codec.LearnedPartitionVectorsFormat;
import org.learnedpartition.codec.VectorIndex;
import org.learnedpartition.codec.VectorIndex.Hit;
import org.learnedpartition.codec.VectorIndex.Shape;
import org.learnedpartition.model.Encoding;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.model.TestModels;

/** Searches that stop before they are done. */
class LimitsTests {
  private static final int DIMENSION = 8;
  private static final int DOCUMENTS = 4000;

  /** Rows that a segment may scan beyond its share. */
  private static final int BLOCK = 64;

  private final Random random = new Random(3);

  @TempDir Path path;

  private VectorIndex index(Encoding encoding, int segments) throws IOException {
    PartitionModel model = TestModels.coded(DIMENSION, 32, Similarity.L2, 5, 1e20f);
    VectorIndex index =
        new VectorIndex(
            path,
            new Shape(DIMENSION, VectorEncoding.FLOAT32, VectorSimilarityFunction.EUCLIDEAN, false),
            new LearnedPartitionVectorsFormat((field, d, similarity) -> model, encoding, 0));
    for (int id = 0; id < DOCUMENTS; id++) {
      index.add(id, index.randomVector(random));
      if ((id + 1) % (DOCUMENTS / segments) == 0) {
        index.flush();
      }
    }
    return index;
  }

  private static ProbedQuery search(
      IndexSearcher searcher, float[] target, ProbeParameters parameters) throws IOException {
    return (ProbedQuery)
        searcher.rewrite(
            new LearnedPartitionFloatQuery(VectorIndex.FIELD, target, 10, null, parameters));
  }

  private static void assertExact(VectorIndex index, float[] target, List<Hit> hits) {
    for (Hit hit : hits) {
      assertEquals(index.score(target, index.vectors().get(hit.id())), hit.score(), 1e-5);
    }
  }

  @ParameterizedTest
  @CsvSource({"X16, 1", "X16, 10", "X1, 1", "X1, 10"})
  void moreRowsReachMoreMassUpToThatOfThePlan(Encoding encoding, int segments) throws IOException {
    try (VectorIndex index = index(encoding, segments);
        DirectoryReader reader = index.openReader()) {
      assertEquals(segments, reader.leaves().size());
      IndexSearcher searcher = new IndexSearcher(reader);
      ProbeParameters all = new ProbeParameters(24);
      for (int i = 0; i < 10; i++) {
        float[] target = index.randomVector(random);
        ProbeStats whole = search(searcher, target, all).stats();
        double mass = 0;
        double recall = 0;
        for (int rows : new int[] {1, 200, 1000, 2000, DOCUMENTS}) {
          ProbedQuery query = search(searcher, target, all.withMaxVisited(rows));
          ProbeStats stats = query.stats();
          assertTrue(stats.rowsScanned() <= rows + BLOCK * segments, stats::toString);
          assertTrue(stats.massReached() >= mass - 1e-6, stats::toString);
          assertTrue(stats.estimatedRecall() >= recall - 1e-6, stats::toString);
          mass = stats.massReached();
          recall = stats.estimatedRecall();
          assertExact(index, target, VectorIndex.search(searcher, query, 10));
          if (rows == 1 && segments == 1) {
            assertTrue(mass < 0.5 * whole.massReached(), stats::toString);
          }
        }
        assertEquals(whole.massReached(), mass, 1e-6);
        assertEquals(whole.estimatedRecall(), recall, 1e-6);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "10"})
  void timeThatIsUpEndsTheScanAndTimeEnoughDoesNot(int segments) throws IOException {
    try (VectorIndex index = index(Encoding.X16, segments);
        DirectoryReader reader = index.openReader()) {
      IndexSearcher searcher = new IndexSearcher(reader);
      float[] target = index.randomVector(random);
      ProbeParameters all = new ProbeParameters(24);
      Query none =
          searcher.rewrite(
              new LearnedPartitionFloatQuery(
                  VectorIndex.FIELD, target, 10, null, all.withTimeLimit(Duration.ofNanos(1))));
      assertEquals(0, searcher.count(none));
      Query enough = search(searcher, target, all.withTimeLimit(Duration.ofHours(1)));
      assertEquals(
          VectorIndex.search(searcher, search(searcher, target, all), 10),
          VectorIndex.search(searcher, enough, 10));
    }
  }

  @ParameterizedTest
  @EnumSource(Encoding.class)
  void visitLimitOfACollectorEndsTheScan(Encoding encoding) throws IOException {
    try (VectorIndex index = index(encoding, 1);
        DirectoryReader reader = index.openReader()) {
      LeafReader leaf = reader.leaves().getFirst().reader();
      float[] target = index.randomVector(random);
      for (int limit : new int[] {1, 100, 1000}) {
        ProbeStrategy strategy = new ProbeStrategy(target, new ProbeParameters(32));
        TopKnnCollector collector = new TopKnnCollector(10, limit, strategy);
        leaf.searchNearestVectors(
            VectorIndex.FIELD, target, collector, AcceptDocs.fromLiveDocs(null, leaf.maxDoc()));
        TopDocs hits = collector.topDocs();
        assertEquals(TotalHits.Relation.GREATER_THAN_OR_EQUAL_TO, hits.totalHits.relation());
        assertTrue(collector.visitedCount() <= limit + BLOCK);
        assertTrue(strategy.stats().massReached() < 1, strategy.stats()::toString);
      }
    }
  }

  /** What a filter passes of a bin may be less than a block. */
  @ParameterizedTest
  @EnumSource(Encoding.class)
  void visitLimitIsExceededByLessThanABlockUnderFilters(Encoding encoding) throws IOException {
    try (VectorIndex index = index(encoding, 1);
        DirectoryReader reader = index.openReader()) {
      LeafReader leaf = reader.leaves().getFirst().reader();
      FixedBitSet most = new FixedBitSet(leaf.maxDoc());
      most.set(0, leaf.maxDoc() - leaf.maxDoc() / 10);
      for (int limit = 1; limit < 4 * BLOCK; limit += 7) {
        float[] target = index.randomVector(random);
        ProbeStrategy strategy = new ProbeStrategy(target, new ProbeParameters(1));
        TopKnnCollector collector = new TopKnnCollector(500, limit, strategy);
        leaf.searchNearestVectors(
            VectorIndex.FIELD, target, collector, AcceptDocs.fromLiveDocs(most, leaf.maxDoc()));
        long visited = collector.visitedCount();
        int blocks = Math.ceilDiv(limit, BLOCK) * BLOCK;
        assertTrue(visited <= blocks, () -> visited + " visited, expected at most " + blocks);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Encoding.class)
  void timeoutOfTheSearcherEndsOurQueriesAndLucenes(Encoding encoding) throws IOException {
    try (VectorIndex index = index(encoding, 4);
        DirectoryReader reader = index.openReader()) {
      float[] target = index.randomVector(random);
      for (Query query :
          new Query[] {
            new KnnFloatVectorQuery(VectorIndex.FIELD, target, 10),
            new LearnedPartitionFloatQuery(
                VectorIndex.FIELD, target, 10, null, new ProbeParameters(32))
          }) {
        for (int checks : new int[] {0, 3, 30}) {
          IndexSearcher searcher = new IndexSearcher(reader);
          int[] left = {checks};
          searcher.setTimeout(() -> left[0]-- <= 0);
          Query rewritten = searcher.rewrite(query);
          assertExact(index, target, VectorIndex.search(new IndexSearcher(reader), rewritten, 10));
        }
      }
    }
  }
}
