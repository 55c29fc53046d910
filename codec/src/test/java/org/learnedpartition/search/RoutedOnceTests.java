package org.learnedpartition.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.VectorEncoding;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnByteVectorQuery;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.learnedpartition.codec.LearnedPartitionVectorsFormat;
import org.learnedpartition.codec.VectorIndex;
import org.learnedpartition.codec.VectorIndex.Shape;
import org.learnedpartition.model.Encoding;
import org.learnedpartition.model.OpenModel;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.model.TestModels;

/** How often the router runs for a query, of our own or of Lucene's. */
class RoutedOnceTests {
  private static final int DIMENSION = 8;
  private static final int DOCUMENTS = 1000;
  private static final int QUERIES = 5;

  private final Random random = new Random(2);

  @TempDir Path path;

  @ParameterizedTest
  @CsvSource({"1, FLOAT32", "1, BYTE", "50, FLOAT32", "50, BYTE"})
  void aQueryIsRoutedOnceWhateverTheSegmentsAndThreads(int segments, VectorEncoding encoding)
      throws IOException {
    PartitionModel model = TestModels.linear(DIMENSION, 32, Similarity.L2, 1);
    Shape shape = new Shape(DIMENSION, encoding, VectorSimilarityFunction.EUCLIDEAN, false);
    try (OpenModel open = OpenModel.open(model);
        VectorIndex index =
            new VectorIndex(
                path,
                shape,
                new LearnedPartitionVectorsFormat(
                    (field, d, similarity) -> model, Encoding.X16, 0))) {
      for (int id = 0; id < DOCUMENTS; id++) {
        index.add(id, index.randomVector(random));
        if ((id + 1) % (DOCUMENTS / segments) == 0) {
          index.flush();
        }
      }
      try (DirectoryReader reader = index.openReader();
          ExecutorService executor = Executors.newFixedThreadPool(4)) {
        assertEquals(segments, reader.leaves().size());
        for (IndexSearcher searcher :
            new IndexSearcher[] {new IndexSearcher(reader), new IndexSearcher(reader, executor)}) {
          for (int i = 0; i < QUERIES; i++) {
            assertRoutedOnce(open, searcher, lucenes(index.randomVector(random), encoding));
            assertRoutedOnce(open, searcher, index.query(index.randomVector(random), 10, null, 3));
          }
        }
      }
    }
  }

  private static Query lucenes(float[] target, VectorEncoding encoding) {
    if (encoding == VectorEncoding.FLOAT32) {
      return new KnnFloatVectorQuery(VectorIndex.FIELD, target, 10);
    }
    byte[] bytes = new byte[target.length];
    for (int d = 0; d < bytes.length; d++) {
      bytes[d] = (byte) target[d];
    }
    return new KnnByteVectorQuery(VectorIndex.FIELD, bytes, 10);
  }

  private static void assertRoutedOnce(OpenModel open, IndexSearcher searcher, Query query)
      throws IOException {
    long before = open.routings();
    assertEquals(10, searcher.search(query, 10).scoreDocs.length);
    assertEquals(before + 1, open.routings(), query::toString);
  }
}
