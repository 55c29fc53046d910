package org.learnedpartition.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.lucene.codecs.CodecUtil;
import org.apache.lucene.codecs.perfield.PerFieldKnnVectorsFormat;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.VectorEncoding;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.learnedpartition.codec.VectorIndex.Shape;
import org.learnedpartition.model.Encoding;
import org.learnedpartition.model.Seeds;

/** Merges, compared byte for byte with a fresh build of the documents that are left. */
class PostingMergeTests {
  private static final int BINS = 16;

  @TempDir Path path;

  private static Shape randomShape(Random random) {
    return new Shape(
        1 + random.nextInt(24),
        VectorEncoding.values()[random.nextInt(2)],
        VectorSimilarityFunction.values()[random.nextInt(4)],
        random.nextBoolean());
  }

  /** Some segments, with deletes and gaps by the seed. */
  private static void fill(VectorIndex index, Random random, int documents, int segments)
      throws IOException {
    double gaps = random.nextBoolean() ? 0 : 0.3;
    double deletes = random.nextBoolean() ? 0 : 0.3;
    int first = index.writer().getDocStats().maxDoc;
    for (int i = 0; i < documents; i++) {
      int id = first + i;
      index.add(id, random.nextDouble() < gaps ? null : index.randomVector(random));
      if (random.nextDouble() < deletes) {
        index.delete(random.nextInt(id + 1));
      }
      if (i % (documents / segments) == 0) {
        index.flush();
      }
    }
    index.flush();
  }

  /** The postings of the only segment, from behind the header up to the footer. */
  private static byte[] postings(VectorIndex index) throws IOException {
    List<String> names =
        Arrays.stream(index.directory().listAll())
            .filter(name -> name.endsWith(LearnedPartitionVectorsFormat.POSTINGS_EXTENSION))
            .toList();
    assertEquals(1, names.size(), names::toString);
    try (IndexInput in = index.directory().openInput(names.getFirst(), IOContext.DEFAULT)) {
      int header =
          CodecUtil.indexHeaderLength(
              LearnedPartitionVectorsFormat.POSTINGS_CODEC_NAME, "LearnedPartition1_0");
      byte[] bytes = new byte[(int) in.length() - header - CodecUtil.footerLength()];
      in.seek(header);
      in.readBytes(bytes, 0, bytes.length);
      return bytes;
    }
  }

  private byte[] freshPostings(VectorIndex merged, Shape shape, ModelSource models)
      throws IOException {
    try (VectorIndex fresh =
        new VectorIndex(
            path.resolve("fresh"),
            shape,
            new LearnedPartitionVectorsFormat(models, Encoding.X16, 0))) {
      for (Map.Entry<Integer, float[]> e : merged.vectors().entrySet()) {
        fresh.add(e.getKey(), e.getValue());
      }
      fresh.flush();
      return postings(fresh);
    }
  }

  /**
   * Documents without a vector change no ordinal, so a fresh index of those with one has the same
   * postings.
   */
  @ParameterizedTest
  @Seeds({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void mergeOfOneModelCopiesRowsAndRunsNoRouter(long seed) throws IOException {
    Random random = new Random(seed);
    Shape shape = randomShape(random);
    ModelSource models = new RandomModels(BINS, seed);
    LearnedPartitionVectorsFormat format =
        new LearnedPartitionVectorsFormat(models, Encoding.X16, 0);
    try (VectorIndex index = new VectorIndex(path.resolve("merged"), shape, format)) {
      fill(index, random, 700, 1 + random.nextInt(9));
      index.merge(format);
      int vectors = index.vectors().size();
      assertEquals(1, index.messages().size(), () -> index.messages().toString());
      assertTrue(
          index.messages().getFirst().contains("copied=" + vectors + " routed=0 "),
          () -> index.messages().toString());
      assertArrayEquals(freshPostings(index, shape, models), postings(index));
    }
  }

  @ParameterizedTest
  @Seeds({21, 22, 23, 24, 25, 26, 27, 28})
  void mergeRoutesOnlyWhatNoOtherSegmentOfTheModelHas(long seed) throws IOException {
    Random random = new Random(seed);
    Shape shape = randomShape(random);
    ModelSource models = new RandomModels(BINS, seed);
    LearnedPartitionVectorsFormat format =
        new LearnedPartitionVectorsFormat(models, Encoding.X16, 0);
    LearnedPartitionVectorsFormat other =
        random.nextBoolean()
            ? new LearnedPartitionVectorsFormat()
            : new LearnedPartitionVectorsFormat(new RandomModels(BINS, seed + 1), Encoding.X16, 0);
    try (VectorIndex index = new VectorIndex(path.resolve("merged"), shape, other)) {
      fill(index, random, 300, 3);
      index.merge(other);
      int routed = index.vectors().size();
      index.setFormat(format);
      for (int id = 1000; id < 1400; id++) {
        index.add(id, index.randomVector(random));
        if (id % 100 == 0) {
          index.flush();
        }
      }
      index.flush();
      index.merge(format);
      assertTrue(
          index.messages().getFirst().contains("copied=400 routed=" + routed + " "),
          () -> index.messages().toString());
      assertArrayEquals(freshPostings(index, shape, models), postings(index));
    }
  }

  @ParameterizedTest
  @Seeds({31, 32, 33, 34})
  void mergeWithAnotherModelRoutesAll(long seed) throws IOException {
    Random random = new Random(seed);
    Shape shape = randomShape(random);
    ModelSource models = new RandomModels(BINS + 3, seed + 1);
    try (VectorIndex index =
        new VectorIndex(
            path.resolve("merged"),
            shape,
            new LearnedPartitionVectorsFormat(new RandomModels(BINS, seed), Encoding.X16, 0))) {
      fill(index, random, 400, 4);
      index.merge(new LearnedPartitionVectorsFormat(models, Encoding.X16, 0));
      assertTrue(
          index.messages().getFirst().contains("copied=0 routed=" + index.vectors().size() + " "),
          () -> index.messages().toString());
      assertArrayEquals(freshPostings(index, shape, models), postings(index));
    }
  }

  @ParameterizedTest
  @Seeds({41, 42, 43, 44})
  void mergeWithoutAModelKeepsTheOneThatMostVectorsArePlacedBy(long seed) throws IOException {
    Random random = new Random(seed);
    Shape shape = randomShape(random);
    ModelSource most = new RandomModels(BINS, seed);
    LearnedPartitionVectorsFormat none =
        new LearnedPartitionVectorsFormat(ModelSource.NONE, Encoding.X16, 0);
    try (VectorIndex index =
        new VectorIndex(
            path.resolve("merged"),
            shape,
            new LearnedPartitionVectorsFormat(new RandomModels(BINS, seed + 1), Encoding.X16, 0))) {
      fill(index, random, 100, 1);
      index.setFormat(new LearnedPartitionVectorsFormat(most, Encoding.X16, 0));
      for (int id = 1000; id < 1400; id++) {
        index.add(id, index.randomVector(random));
        if (id % 100 == 0) {
          index.flush();
        }
      }
      index.flush();
      int others = index.vectors().size() - 400;
      index.setFormat(none);
      index.add(2000, index.randomVector(random));
      index.flush();
      index.merge(none);
      assertTrue(
          index.messages().getFirst().contains("copied=400 routed=" + (others + 1) + " "),
          () -> index.messages().toString());
      assertArrayEquals(freshPostings(index, shape, most), postings(index));
    }
  }

  /** What was written with another spill keeps its rows; the meta file has the mean. */
  @ParameterizedTest
  @Seeds({51, 52, 53, 54})
  void mergeKeepsFirstAndSecondRowsWhateverTheSpillIsNow(long seed) throws IOException {
    Random random = new Random(seed);
    Shape shape = randomShape(random);
    ModelSource models = new RandomModels(BINS, seed);
    try (VectorIndex index =
        new VectorIndex(
            path.resolve("merged"),
            shape,
            new LearnedPartitionVectorsFormat(models, Encoding.X16, 0, 1))) {
      for (int id = 0; id < 100; id++) {
        index.add(id, index.randomVector(random));
      }
      index.flush();
      index.setFormat(new LearnedPartitionVectorsFormat(models, Encoding.X16, 0, 0));
      for (int id = 100; id < 400; id++) {
        index.add(id, index.randomVector(random));
      }
      index.flush();
      index.merge(new LearnedPartitionVectorsFormat(models, Encoding.X16, 0, random.nextFloat()));
      assertTrue(
          index.messages().getFirst().contains("copied=400 routed=0 "),
          () -> index.messages().toString());
      try (DirectoryReader reader = index.openReader()) {
        CodecReader leaf = (CodecReader) reader.leaves().getFirst().reader();
        LearnedPartitionVectorsReader vectors =
            (LearnedPartitionVectorsReader)
                ((PerFieldKnnVectorsFormat.FieldsReader) leaf.getVectorReader())
                    .getFieldReader(VectorIndex.FIELD);
        Postings postings = vectors.postings(VectorIndex.FIELD);
        assertEquals(0.25f, postings.spill());
        assertEquals(400, postings.bins().vectors());
        assertEquals(500, postings.bins().rows());
        assertEachOnce(postings);
      }
    }
  }

  /** First rows are of all vectors, second rows of the first hundred, in other bins. */
  private static void assertEachOnce(Postings postings) throws IOException {
    BinTable bins = postings.bins();
    int[] ordinals = new int[bins.rows()];
    postings.ordinals().readInts(ordinals, 0, ordinals.length);
    int[] binOf = new int[bins.vectors()];
    Arrays.fill(binOf, -1);
    for (int bin = 0; bin < bins.bins(); bin++) {
      for (int row = bins.start(bin); row < bins.seconds(bin); row++) {
        assertEquals(-1, binOf[ordinals[row]], "two first rows");
        binOf[ordinals[row]] = bin;
      }
    }
    BitSet seen = new BitSet();
    for (int bin = 0; bin < bins.bins(); bin++) {
      for (int row = bins.seconds(bin); row < bins.end(bin); row++) {
        assertTrue(!seen.get(ordinals[row]) && binOf[ordinals[row]] != bin);
        seen.set(ordinals[row]);
      }
    }
    assertEquals(100, seen.cardinality());
  }

  @Test
  void mergeToFewerVectorsThanTheThresholdIsFlat() throws IOException {
    Random random = new Random(41);
    Shape shape = randomShape(random);
    try (VectorIndex index =
        new VectorIndex(
            path,
            shape,
            new LearnedPartitionVectorsFormat(new RandomModels(BINS, 41), Encoding.X16, 0))) {
      fill(index, random, 200, 2);
      index.merge(new LearnedPartitionVectorsFormat(new RandomModels(BINS, 41), Encoding.X16, 201));
      assertEquals(0, postings(index).length);
    }
  }
}
