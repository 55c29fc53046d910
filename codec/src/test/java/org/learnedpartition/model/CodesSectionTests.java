package org.learnedpartition.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.learnedpartition.model.Refusals.assertRefused;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodesSectionTests {
  private static final int DIMENSION = 3;
  private static final List<Codebook> CODEBOOKS = TestModels.codebooks(DIMENSION, 1);

  // An encoding's number, alpha, error, 9 margins; then 2 or 16 values for each component.
  private static final int HEAD = 12;

  private static ByteBuffer section() {
    return ByteBuffer.wrap(CodesSection.write(CODEBOOKS)).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void whatIsReadIsWhatWasWritten() {
    assertEquals(CODEBOOKS, CodesSection.read(section(), DIMENSION));
    assertEquals(4 * (1 + 4 * HEAD + 2 * 3 + 3 * 16 * 3), section().remaining());
    PartitionModel model = TestModels.coded(DIMENSION, 4, Similarity.L2, 1);
    byte[] file = new byte[model.file().remaining()];
    model.file().get(file);
    PartitionModel read = PartitionModel.read(file);
    assertEquals(EnumSet.allOf(Encoding.class), read.encodings());
    for (Codebook book : CODEBOOKS) {
      Quantizer quantizer = read.quantizer(book.encoding());
      assertEquals(book.encoding(), quantizer.encoding());
      assertEquals(book, quantizer.codebook());
    }
    assertNull(read.quantizer(Encoding.X1));
  }

  @Test
  void modelWithoutCodesStoresFloatsOnly() {
    PartitionModel model = TestModels.linear(DIMENSION, 4, Similarity.L2, 1);
    assertEquals(EnumSet.of(Encoding.X1), model.encodings());
    assertNull(model.quantizer(Encoding.X16));
  }

  /** An int32 at a place, in 4-byte words, of the section. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 'have 0 encodings, expected 1 to 4'",
    "0, 5, 'have 5 encodings'",
    "0, -1, 'have -1 encodings'",
    "0, 3, 'bytes that belong to no encoding'",
    "1, 0, 'encoding 0 after 0'",
    "1, 5, 'encoding 5 after 0: expected 1 to 4, ascending'",
    "1, 4, 'after 4'",
    "1, 2, ''",
    "19, 1, 'encoding 1 after 1'",
    "2, 0xbf800000, 'alpha -1.0, expected 0 to 1.5'",
    "2, 0x40000000, 'alpha 2.0'",
    "2, 0x7fc00000, 'alpha NaN'",
    "3, 0xbf800000, 'error of -1.0'",
    "3, 0x7f800000, 'error of Infinity'",
    "4, 0x40000000, 'falls: 0.125'",
    "12, 0x7f800000, 'margin that is not finite'",
    "13, 0x7fc00000, 'value that is not finite'",
    "16, 0xbf800000, 'negative step: -1.0'",
  })
  void wordsOutOfRangeAreRefused(int word, String value, String words) {
    ByteBuffer section = section();
    section.putInt(4 * word, Long.decode(value).intValue());
    assertRefused(() -> CodesSection.read(section, DIMENSION), words);
  }

  @Test
  void otherLengthsAndDimensionsAreRefused() {
    byte[] bytes = section().array();
    for (int length = 0; length < bytes.length; length++) {
      ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(bytes, length)).order(ByteOrder.LITTLE_ENDIAN);
      assertRefused(() -> CodesSection.read(cut, DIMENSION), "model's codes");
    }
    ByteBuffer longer =
        ByteBuffer.wrap(Arrays.copyOf(bytes, bytes.length + 1)).order(ByteOrder.LITTLE_ENDIAN);
    assertRefused(() -> CodesSection.read(longer, DIMENSION), "belong to no encoding");
    for (int dimension : new int[] {1, 2, 4, Manifest.MAX_DIMENSION}) {
      assertRefused(() -> CodesSection.read(section(), dimension), "model's code");
    }
  }

  @Test
  void codebookOfAnotherDimensionIsRefused() {
    PartitionModel model = TestModels.linear(4, 4, Similarity.L2, 1);
    float[] centres = new float[16];
    model.centres().get(centres);
    assertRefused(
        () ->
            PartitionModel.of(
                model.manifest(),
                model.routerOnnx(),
                null,
                centres,
                model.calibration(),
                CODEBOOKS),
        "model's code");
  }

  @Test
  void floatsHaveNoCodebook() {
    assertRefused(() -> new Codebook(Encoding.X1, new float[16], 1, 0, new float[9]), "no codes");
  }
}
