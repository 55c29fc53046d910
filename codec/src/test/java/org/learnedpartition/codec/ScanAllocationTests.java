package org.learnedpartition.codec;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Random;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.VectorEncoding;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.AcceptDocs;
import org.apache.lucene.search.TopKnnCollector;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.learnedpartition.codec.VectorIndex.Shape;
import org.learnedpartition.model.Encoding;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.model.TestModels;
import org.learnedpartition.search.ProbeParameters;
import org.learnedpartition.search.ProbeStrategy;

class ScanAllocationTests {
  private static final int BINS = 16;
  private static final int ROWS = 8000;

  /** Bytes a row. */
  private static final double MOST = 4;

  @TempDir Path path;

  /**
   * A row that costs an object costs at least 16 bytes; scoring some dozens exactly may cost one.
   */
  @ParameterizedTest
  @EnumSource(Encoding.class)
  void warmScanAllocatesNothingForARow(Encoding encoding) throws IOException {
    Random random = new Random(1);
    Shape shape = new Shape(16, VectorEncoding.FLOAT32, VectorSimilarityFunction.EUCLIDEAN, false);
    PartitionModel model = TestModels.coded(16, BINS, Similarity.L2, 2, 0.01f);
    try (VectorIndex index =
        new VectorIndex(
            path, shape, new LearnedPartitionVectorsFormat((field, d, s) -> model, encoding, 0))) {
      for (int id = 0; id < ROWS; id++) {
        index.add(id, index.randomVector(random));
      }
      float[] target = index.randomVector(random);
      try (DirectoryReader reader = index.openReader()) {
        LeafReader leaf = reader.leaves().getFirst().reader();
        double perRow = Double.POSITIVE_INFINITY;
        // How soon the compiler takes the objects of Lucene's kernels apart is its own business.
        for (int round = 0; round < 100 && perRow >= MOST; round++) {
          long few = allocated(leaf, target, 1);
          long all = allocated(leaf, target, BINS);
          perRow = (double) (all - few) / ROWS;
        }
        double bytes = perRow;
        assertTrue(bytes < MOST, () -> bytes + " bytes allocated a row");
      }
    }
  }

  /** Bytes allocated by a search, the mean of some. */
  private static long allocated(LeafReader leaf, float[] target, int probes) throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int searches = 20;
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < searches; i++) {
      ProbeStrategy strategy = new ProbeStrategy(target, new ProbeParameters(probes));
      leaf.searchNearestVectors(
          VectorIndex.FIELD,
          target,
          new TopKnnCollector(10, Integer.MAX_VALUE, strategy),
          AcceptDocs.fromLiveDocs(null, leaf.maxDoc()));
    }
    return (threads.getCurrentThreadAllocatedBytes() - before) / searches;
  }
}
