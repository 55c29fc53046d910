package org.learnedpartition.plugin.mapper;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.learnedpartition.model.Similarity;
import org.opensearch.common.xcontent.json.JsonXContent;
import org.opensearch.core.xcontent.DeprecationHandler;
import org.opensearch.core.xcontent.NamedXContentRegistry;
import org.opensearch.core.xcontent.XContentParser;

class VectorReaderTests {

  private static float[] read(String json) throws IOException {
    try (XContentParser parser =
        JsonXContent.jsonXContent.createParser(
            NamedXContentRegistry.EMPTY, DeprecationHandler.THROW_UNSUPPORTED_OPERATION, json)) {
      parser.nextToken();
      return VectorReader.read(parser, "v");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whatWasWrittenIsRead(long seed) throws IOException {
    Random random = new Random(seed);
    float[] vector = new float[random.nextInt(3_000)];
    for (int i = 0; i < vector.length; i++) {
      do {
        vector[i] = Float.intBitsToFloat(random.nextInt());
      } while (!Float.isFinite(vector[i]));
    }
    assertArrayEquals(vector, read(Arrays.toString(vector)));
  }

  @Test
  void theLargestDimensionIsReadAndOneMoreIsRefused() throws IOException {
    float[] vector = new float[16_000];
    assertEquals(16_000, read(Arrays.toString(vector)).length);
    assertEquals(
        "[v] got a vector of more than 16000 values, the most that a field may have",
        assertThrows(IllegalArgumentException.class, () -> read(Arrays.toString(new float[16_001])))
            .getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [3.4028236e38] | [v] must hold numbers within the range of a 32-bit float, at most 3.4028235E38, got 3.4028236e38 at position 0
          [1, -1e400]    | [v] must hold numbers within the range of a 32-bit float, at most 3.4028235E38, got -1e400 at position 1
          null           | [v] must be an array of numbers, got null
          """)
  void whatIsNoVectorIsRefused(String json, String sentence) {
    assertEquals(
        sentence, assertThrows(IllegalArgumentException.class, () -> read(json)).getMessage());
  }

  @ParameterizedTest
  @ValueSource(floats = {1e-45f, 1e-30f, 1f, 1e30f, 3e38f})
  void vectorsOfAnyLengthAreMadeUnitForAngles(float scale) {
    LearnedVectorFieldType type =
        new LearnedVectorFieldType("v", 2, Similarity.COSINE, null, 0, Map.of());
    assertEquals(VectorSimilarityFunction.DOT_PRODUCT, type.function());
    float[] unit = type.indexed(new float[] {scale, -scale});
    assertArrayEquals(new float[] {0.70710677f, -0.70710677f}, unit, 1e-7f);
  }

  @Test
  void vectorsComparedByLengthStayAsTheyAre() {
    for (Similarity similarity : new Similarity[] {Similarity.L2, Similarity.INNER_PRODUCT}) {
      LearnedVectorFieldType type =
          new LearnedVectorFieldType("v", 2, similarity, null, 0, Map.of());
      assertArrayEquals(new float[] {3, 4}, type.indexed(new float[] {3, 4}));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "0", "words-v2_x", "a23456789"})
  void modelIdsAreTaken(String id) {
    assertEquals(id, ModelReference.checkId(id));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-a", "_a", "A", "a b", "a/b", "a.b", "é"})
  void otherModelIdsAreRefused(String id) {
    assertThrows(IllegalArgumentException.class, () -> ModelReference.checkId(id));
    assertThrows(IllegalArgumentException.class, () -> ModelReference.checkId("a".repeat(129)));
  }
}
