package org.learnedpartition.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.lucene.codecs.perfield.PerFieldKnnVectorsFormat;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnByteVectorField;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.tests.util.RamUsageTester;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.learnedpartition.model.Encoding;
import org.learnedpartition.model.OpenModel;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.model.TestModels;

/** What an open segment takes, on the heap and beside it. */
class ReaderMemoryTests {
  private static final VectorSimilarityFunction SIMILARITY = VectorSimilarityFunction.EUCLIDEAN;

  private static IndexWriter open(Directory directory, PartitionModel model, Encoding encoding)
      throws IOException {
    IndexWriterConfig config = new IndexWriterConfig();
    config.setCodec(
        new WritingCodec(
            new LearnedPartitionVectorsFormat(
                (field, dimension, similarity) -> model, encoding, 10)));
    config.setRAMBufferSizeMB(512);
    return new IndexWriter(directory, config);
  }

  private static LearnedPartitionVectorsReader reader(LeafReaderContext leaf, String field) {
    var reader = ((CodecReader) leaf.reader()).getVectorReader();
    var ours = ((PerFieldKnnVectorsFormat.FieldsReader) reader).getFieldReader(field);
    return (LearnedPartitionVectorsReader) ours;
  }

  @ParameterizedTest
  @EnumSource(Encoding.class)
  void bytesBesideTheHeapAreThoseOfTheFilesThatSearchesRead(Encoding encoding) throws IOException {
    PartitionModel model = TestModels.coded(6, 5, Similarity.L2, 1);
    try (Directory directory = new ByteBuffersDirectory()) {
      try (IndexWriter writer = open(directory, model, encoding)) {
        for (int i = 0; i < 77; i++) {
          Document doc = new Document();
          doc.add(new KnnFloatVectorField("all", new float[] {i, 1, 2, 3, 4, 5}, SIMILARITY));
          if (i % 2 == 0) {
            doc.add(new KnnByteVectorField("half", new byte[] {(byte) i, 1, 2, 3, 4, 5}));
          }
          if (i < 9) {
            doc.add(new KnnFloatVectorField("few", new float[] {i, 1, 2, 3, 4, 5}, SIMILARITY));
          }
          writer.addDocument(doc);
        }
      }
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        LeafReaderContext leaf = reader.leaves().getFirst();
        FieldInfos infos = leaf.reader().getFieldInfos();
        for (String field : List.of("all", "half")) {
          Postings postings = StoredRows.postings(leaf, field);
          int bytes = field.equals("all") ? Float.BYTES : 1;
          assertEquals(
              Map.of(
                  LearnedPartitionVectorsFormat.POSTINGS_EXTENSION,
                  postings.ordinals().length() + postings.rows().length(),
                  "vec",
                  (long) postings.bins().rows() * 6 * bytes),
              reader(leaf, field).getOffHeapByteSize(infos.fieldInfo(field)),
              field);
        }
        assertEquals(
            Map.of("vec", 9L * 6 * Float.BYTES),
            reader(leaf, "few").getOffHeapByteSize(infos.fieldInfo("few")));
      }
    }
  }

  /** Adds up objects, but for the model, the files, and what Lucene keeps of fields. */
  private static final class Heap extends RamUsageTester.Accumulator {
    @Override
    public long accumulateObject(
        Object object, long size, Map<Field, Object> fields, Collection<Object> queue) {
      if (object instanceof OpenModel
          || object instanceof IndexInput
          || object instanceof FieldInfos
          || object instanceof Enum
          || object.getClass().getName().startsWith("org.apache.lucene.codecs")) {
        return 0;
      }
      return super.accumulateObject(object, size, fields, queue);
    }
  }

  /** That is a byte a vector. The table of bins takes most: four bytes for each of them. */
  @Test
  void aMillionVectorsTakeAtMostAMegabyteOfHeap() throws IOException {
    int vectors = 100_000;
    PartitionModel model = TestModels.coded(4, 2048, Similarity.L2, 2);
    Random random = new Random(3);
    try (Directory directory = new ByteBuffersDirectory()) {
      try (IndexWriter writer = open(directory, model, Encoding.X16)) {
        Document doc = new Document();
        float[] vector = new float[4];
        for (int i = 0; i < vectors; i++) {
          doc.clear();
          for (int d = 0; d < vector.length; d++) {
            vector[d] = (float) random.nextGaussian();
          }
          doc.add(new KnnFloatVectorField("all", vector, SIMILARITY));
          writer.addDocument(doc);
        }
        writer.forceMerge(1);
      }
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        LeafReaderContext leaf = reader.leaves().getFirst();
        Postings postings = StoredRows.postings(leaf, "all");
        assertEquals(vectors, postings.bins().rows());
        long table = RamUsageTester.ramUsed(postings.bins());
        assertTrue(table > 4L * 2048, () -> "not all was counted: " + table);
        long heap = RamUsageTester.ramUsed(reader(leaf, "all"), new Heap());
        assertTrue(heap > table, () -> heap + " without the table of " + table);
        assertTrue(heap <= vectors, () -> heap + " bytes for " + vectors + " vectors");
      }
    }
  }
}
