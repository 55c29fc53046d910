package org.learnedpartition.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.IntPredicate;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.CheckIndex;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.VectorEncoding;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.AcceptDocs;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopKnnCollector;
import org.apache.lucene.util.FixedBitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.learnedpartition.codec.VectorIndex.Hit;
import org.learnedpartition.codec.VectorIndex.Shape;
import org.learnedpartition.model.Encoding;
import org.learnedpartition.model.OpenModel;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.model.RankedBins;
import org.learnedpartition.model.Seeds;
import org.learnedpartition.search.ProbeParameters;
import org.learnedpartition.search.ProbeStrategy;

/** Searches of random indexes, compared with brute force. */
class PostingSearchTests {
  private static final int BINS = 16;

  @TempDir Path path;

  /** Random documents in random segments; deletes, gaps, index sort and type by the seed. */
  private VectorIndex randomIndex(Random random) throws IOException {
    VectorSimilarityFunction[] similarities = VectorSimilarityFunction.values();
    Shape shape =
        new Shape(
            1 + random.nextInt(40),
            VectorEncoding.values()[random.nextInt(2)],
            similarities[random.nextInt(similarities.length)],
            random.nextBoolean());
    ModelSource models = new RandomModels(BINS, random.nextLong());
    Encoding encoding = Encoding.values()[random.nextInt(Encoding.values().length)];
    VectorIndex index =
        new VectorIndex(
            path,
            shape,
            new LearnedPartitionVectorsFormat(
                models, encoding, random.nextInt(60), random.nextInt(3) / 2f));
    int documents = 1 + random.nextInt(1200);
    int perSegment = Math.max(1, documents / (1 + random.nextInt(12)));
    double gaps = random.nextBoolean() ? 0 : random.nextDouble();
    double deletes = random.nextBoolean() ? 0 : random.nextDouble() * 0.9;
    for (int id = 0; id < documents; id++) {
      index.add(id, random.nextDouble() < gaps ? null : index.randomVector(random));
      if (random.nextDouble() < deletes) {
        index.delete(random.nextInt(id + 1));
      }
      if (id % perSegment == perSegment - 1) {
        index.flush();
      }
    }
    if (random.nextInt(3) == 0) {
      index.merge(new LearnedPartitionVectorsFormat(models, encoding, random.nextInt(60)));
    }
    return index;
  }

  private static void assertHits(VectorIndex index, float[] target, List<Hit> hits) {
    float last = Float.POSITIVE_INFINITY;
    Set<Integer> ids = new HashSet<>();
    for (Hit hit : hits) {
      assertTrue(ids.add(hit.id()), () -> "twice: " + hit);
      float score = index.score(target, index.vectors().get(hit.id()));
      assertEquals(score, hit.score(), delta(score), hit::toString);
      assertTrue(hit.score() <= last);
      last = hit.score();
    }
  }

  private static double delta(float score) {
    return 1e-5 * Math.max(1, Math.abs(score));
  }

  private static void assertSameScores(List<Hit> expected, List<Hit> hits) {
    assertEquals(expected.size(), hits.size());
    for (int i = 0; i < hits.size(); i++) {
      float score = expected.get(i).score();
      int rank = i;
      assertEquals(score, hits.get(i).score(), delta(score), () -> "at rank " + rank);
    }
  }

  @ParameterizedTest
  @Seeds({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void probingAllBinsFindsTheExactNeighbours(long seed) throws IOException {
    Random random = new Random(seed);
    try (VectorIndex index = randomIndex(random);
        DirectoryReader reader = index.openReader()) {
      IndexSearcher searcher = new IndexSearcher(reader);
      for (int i = 0; i < 10; i++) {
        float[] target = index.randomVector(random);
        int k = 1 + random.nextInt(30);
        List<Hit> hits =
            VectorIndex.search(
                searcher, index.query(target, k, null, ProbeParameters.MAX_PROBES), k);
        assertHits(index, target, hits);
        assertSameScores(index.bruteForce(target, k, id -> true), hits);
      }
      assertClean(index);
    }
  }

  private static void assertClean(VectorIndex index) throws IOException {
    index.writer().close();
    try (CheckIndex check = new CheckIndex(index.directory())) {
      check.setLevel(CheckIndex.Level.MIN_LEVEL_FOR_SLOW_CHECKS);
      assertTrue(check.checkIndex().clean);
    }
  }

  @ParameterizedTest
  @Seeds({21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38})
  void filtersNeverCostHits(long seed) throws IOException {
    Random random = new Random(seed);
    try (VectorIndex index = randomIndex(random);
        DirectoryReader reader = index.openReader()) {
      IndexSearcher searcher = new IndexSearcher(reader);
      for (double share : new double[] {0.001, 0.01, 0.1, 0.5, 0.9, 1}) {
        Set<Integer> accepted = new HashSet<>();
        for (int id = 0; id < 1200; id++) {
          if (random.nextDouble() < share) {
            accepted.add(id);
          }
        }
        Query filter = filter(accepted);
        float[] target = index.randomVector(random);
        int k = 1 + random.nextInt(30);
        int probes = random.nextInt(BINS + 1);
        List<Hit> hits = VectorIndex.search(searcher, index.query(target, k, filter, probes), k);
        assertHits(index, target, hits);
        assertTrue(hits.stream().allMatch(hit -> accepted.contains(hit.id())));
        assertEquals(
            index.bruteForce(target, k, accepted::contains).size(), hits.size(), "share " + share);
        List<Hit> exact =
            VectorIndex.search(
                searcher, index.query(target, k, filter, ProbeParameters.MAX_PROBES), k);
        assertSameScores(index.bruteForce(target, k, accepted::contains), exact);
      }
    }
  }

  private static Query filter(Set<Integer> ids) {
    return NumericDocValuesField.newSlowSetQuery(
        VectorIndex.ID, ids.stream().mapToLong(Integer::longValue).toArray());
  }

  /** The filter leaves only documents whose bins the router ranks last. */
  @Test
  void scanGoesOnUntilItHasKHitsUnderAnAntiCorrelatedFilter() throws IOException {
    Random random = new Random(40);
    Shape shape = new Shape(12, VectorEncoding.FLOAT32, VectorSimilarityFunction.EUCLIDEAN, false);
    RandomModels models = new RandomModels(BINS, 41);
    PartitionModel model =
        models.modelFor(VectorIndex.FIELD, 12, VectorSimilarityFunction.EUCLIDEAN);
    try (VectorIndex index =
            new VectorIndex(
                path, shape, new LearnedPartitionVectorsFormat(models, Encoding.X16, 0));
        OpenModel open = OpenModel.open(model)) {
      for (int id = 0; id < 2000; id++) {
        index.add(id, gaussian(random, 12));
      }
      float[] target = gaussian(random, 12);
      int[] rankOf = rankOfBins(open.rank(target));
      int[] bin = new int[1];
      IntPredicate far =
          id -> {
            open.assign(index.vectors().get(id), 1, bin);
            return rankOf[bin[0]] >= BINS / 2;
          };
      try (DirectoryReader reader = index.openReader()) {
        LeafReaderContext leaf = reader.leaves().getFirst();
        FixedBitSet bits = accepted(leaf, far);
        assertTrue(bits.cardinality() > 200, () -> "too few for the test: " + bits.cardinality());
        for (int k : new int[] {1, 10, 150}) {
          ProbeStrategy strategy = new ProbeStrategy(target, new ProbeParameters(1));
          TopKnnCollector collector = new TopKnnCollector(k, Integer.MAX_VALUE, strategy);
          leaf.reader()
              .searchNearestVectors(
                  VectorIndex.FIELD,
                  target,
                  collector,
                  AcceptDocs.fromLiveDocs(bits, leaf.reader().maxDoc()));
          TopDocs hits = collector.topDocs();
          assertEquals(k, hits.scoreDocs.length);
          for (var hit : hits.scoreDocs) {
            assertTrue(bits.get(hit.doc));
          }
          assertEquals(0, strategy.stats().flatSegments());
          assertTrue(
              strategy.stats().rowsScanned() < bits.cardinality(),
              () -> "scored more than it had to: " + strategy.stats());
        }
      }
    }
  }

  private static int[] rankOfBins(RankedBins ranked) {
    int[] rankOf = new int[BINS];
    for (int rank = 0; rank < BINS; rank++) {
      rankOf[ranked.bin(rank)] = rank;
    }
    return rankOf;
  }

  /** Unlike the index's own vectors, spread over all bins. */
  private static float[] gaussian(Random random, int dimension) {
    float[] vector = new float[dimension];
    for (int d = 0; d < dimension; d++) {
      vector[d] = (float) random.nextGaussian();
    }
    return vector;
  }

  private static FixedBitSet accepted(LeafReaderContext leaf, IntPredicate ids) throws IOException {
    FixedBitSet bits = new FixedBitSet(leaf.reader().maxDoc());
    NumericDocValues values = leaf.reader().getNumericDocValues(VectorIndex.ID);
    for (int doc = 0; doc < bits.length(); doc++) {
      values.advanceExact(doc);
      if (ids.test((int) values.longValue())) {
        bits.set(doc);
      }
    }
    return bits;
  }

  @Test
  void recallGrowsWithTheProbes() throws IOException {
    Random random = new Random(50);
    Shape shape = new Shape(16, VectorEncoding.FLOAT32, VectorSimilarityFunction.COSINE, false);
    try (VectorIndex index =
        new VectorIndex(
            path,
            shape,
            new LearnedPartitionVectorsFormat(new RandomModels(32, 51), Encoding.X16, 0))) {
      for (int id = 0; id < 3000; id++) {
        index.add(id, gaussian(random, 16));
      }
      float[][] targets = new float[50][];
      for (int i = 0; i < targets.length; i++) {
        targets[i] = gaussian(random, 16);
      }
      try (DirectoryReader reader = index.openReader()) {
        IndexSearcher searcher = new IndexSearcher(reader);
        double last = 0.1;
        for (int probes : new int[] {1, 2, 4, 8, 32}) {
          double recall = 0;
          for (float[] target : targets) {
            Set<Integer> found = new HashSet<>();
            VectorIndex.search(searcher, index.query(target, 10, null, probes), 10)
                .forEach(hit -> found.add(hit.id()));
            recall +=
                index.bruteForce(target, 10, id -> true).stream()
                        .filter(hit -> found.contains(hit.id()))
                        .count()
                    / 10.0
                    / targets.length;
          }
          double before = last;
          double now = recall;
          assertTrue(now > before, () -> now + " at " + probes + " probes after " + before);
          last = recall;
        }
        assertEquals(1, last, 1e-9);
      }
    }
  }

  /** A filter's hits lie farther off than those of all documents: more bins must be probed. */
  @Test
  void recallDoesNotFallUnderFilters() throws IOException {
    Random random = new Random(70);
    Shape shape = new Shape(12, VectorEncoding.FLOAT32, VectorSimilarityFunction.EUCLIDEAN, false);
    RandomModels models = new RandomModels(64, 71);
    try (VectorIndex index =
        new VectorIndex(
            path, shape, new LearnedPartitionVectorsFormat(models, Encoding.X16, 0, 0))) {
      for (int id = 0; id < 6000; id++) {
        index.add(id, gaussian(random, 12));
      }
      try (DirectoryReader reader = index.openReader()) {
        double all = recall(index, reader, random, 1);
        assertTrue(all > 0.6 && all < 0.97, () -> "nothing to compare with: " + all);
        for (double share : new double[] {0.3, 0.1, 0.03, 0.01}) {
          double filtered = recall(index, reader, random, share);
          assertTrue(filtered > all - 0.05, () -> filtered + " of " + share + ", else " + all);
        }
      }
    }
  }

  /** Recall of ten hits, of 30 queries that probe 12 of 64 bins under a random filter. */
  private static double recall(
      VectorIndex index, DirectoryReader reader, Random random, double share) throws IOException {
    IndexSearcher searcher = new IndexSearcher(reader);
    Set<Integer> accepted = new HashSet<>();
    for (int id : index.vectors().keySet()) {
      if (random.nextDouble() < share) {
        accepted.add(id);
      }
    }
    Query filter = share == 1 ? null : filter(accepted);
    int found = 0;
    for (int i = 0; i < 30; i++) {
      float[] target = gaussian(random, 12);
      List<Hit> hits = VectorIndex.search(searcher, index.query(target, 10, filter, 12), 10);
      Set<Integer> ids = new HashSet<>();
      hits.forEach(hit -> ids.add(hit.id()));
      found +=
          (int)
              index.bruteForce(target, 10, accepted::contains).stream()
                  .filter(hit -> ids.contains(hit.id()))
                  .count();
    }
    return found / 300.0;
  }

  @Test
  void zeroVectorsAreFoundToo() throws IOException {
    Shape shape = new Shape(4, VectorEncoding.FLOAT32, VectorSimilarityFunction.EUCLIDEAN, false);
    try (VectorIndex index =
        new VectorIndex(
            path,
            shape,
            new LearnedPartitionVectorsFormat(new RandomModels(BINS, 60), Encoding.X16, 0))) {
      for (int id = 0; id < 100; id++) {
        index.add(id, new float[4]);
      }
      try (DirectoryReader reader = index.openReader()) {
        Query query = index.query(new float[4], 100, null, 1);
        List<Hit> hits = VectorIndex.search(new IndexSearcher(reader), query, 100);
        assertEquals(4950, hits.stream().mapToLong(Hit::id).sum(), () -> "not each once: " + hits);
      }
    }
  }
}
