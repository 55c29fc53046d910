package org.learnedpartition.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.learnedpartition.model.Refusals.assertRefused;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartitionModelTests {
  private static final int DIMENSION = 8;
  private static final int BINS = 16;
  private static final PartitionModel MODEL =
      TestModels.linear(DIMENSION, BINS, Similarity.COSINE, 1);

  private static byte[] file() {
    byte[] file = new byte[MODEL.file().remaining()];
    MODEL.file().get(file);
    return file;
  }

  private static byte[] withChecksum(byte[] file) throws GeneralSecurityException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(file, 0, file.length - 32);
    System.arraycopy(digest.digest(), 0, file, file.length - 32, 32);
    return file;
  }

  private static int[] sectionStarts(byte[] file) {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int[] starts = new int[in.getInt(12)];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = (int) in.getLong(24 + i * 24 + 8);
    }
    return starts;
  }

  @Test
  void whatIsReadIsWhatWasWritten(@TempDir Path directory) throws IOException {
    Path path = Files.write(directory.resolve("a.partition"), file());
    PartitionModel read = PartitionModel.read(path);
    assertEquals(MODEL.id(), read.id());
    assertEquals(MODEL.manifest(), read.manifest());
    assertEquals(MODEL.manifest().hashCode(), read.manifest().hashCode());
    assertEquals(MODEL.calibration(), read.calibration());
    assertEquals(MODEL.centres(), read.centres());
    assertArrayEquals(MODEL.routerOnnx(), read.routerOnnx());
    assertNull(read.documentHeadOnnx());
    float[] centres = new float[BINS * DIMENSION];
    read.centres().get(centres);
    assertArrayEquals(TestModels.centres(DIMENSION, BINS, Similarity.COSINE, 1), centres);
  }

  @Test
  void idIsTheSha256OfAllButTheTrailer() throws GeneralSecurityException {
    byte[] file = file();
    byte[] sum = MessageDigest.getInstance("SHA-256").digest(Arrays.copyOf(file, file.length - 32));
    assertEquals(HexFormat.of().formatHex(sum), MODEL.id());
    assertArrayEquals(sum, Arrays.copyOfRange(file, file.length - 32, file.length));
  }

  @Test
  void sectionsAreAligned() {
    for (int start : sectionStarts(file())) {
      assertEquals(0, start % 64);
    }
  }

  @Test
  void otherSeedsMakeOtherIds() {
    assertNotEquals(MODEL.id(), TestModels.linear(DIMENSION, BINS, Similarity.COSINE, 2).id());
    assertEquals(MODEL.id(), TestModels.linear(DIMENSION, BINS, Similarity.COSINE, 1).id());
  }

  @Test
  void truncatedFilesAreRefused() {
    byte[] file = file();
    for (int start : sectionStarts(file)) {
      for (int length : new int[] {start - 1, start, start + 1}) {
        assertRefused(() -> PartitionModel.read(Arrays.copyOf(file, length)), "truncated");
      }
    }
    long seed = 5;
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      int length = random.nextInt(file.length);
      assertRefused(() -> PartitionModel.read(Arrays.copyOf(file, length)), "model");
    }
  }

  @Test
  void longerFilesAreRefused() {
    byte[] file = file();
    assertRefused(
        () -> PartitionModel.read(Arrays.copyOf(file, file.length + 1)), "bytes long but has");
  }

  @Test
  void alteredFilesAreRefused() {
    byte[] file = file();
    Random random = new Random(6);
    for (int i = 0; i < 500; i++) {
      byte[] altered = file.clone();
      altered[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));
      assertRefused(() -> PartitionModel.read(altered), "model");
    }
    byte[] altered = file.clone();
    altered[file.length / 2] ^= 1;
    assertRefused(() -> PartitionModel.read(altered), "SHA-256", "altered");
  }

  @Test
  void fileLongerThanTheLimitIsNotReadToItsEnd(@TempDir Path directory) throws IOException {
    Path path = directory.resolve("long.partition");
    try (var file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(PartitionModel.MAX_BYTES + 1L);
    }
    assertRefused(() -> PartitionModel.read(path), "longer than a model may be");
  }

  /** Little-endian int32 or a byte at an offset, the checksum made right. */
  @ParameterizedTest
  @CsvSource({
    "0, 1, not a partition model",
    "8, 2, format version 2",
    "12, 3, section",
    "12, 0, section",
    "12, 2000000000, section",
    "16, 7, says it is 7 bytes",
    "24, 9, section table",
    "28, 1, section table",
    "32, 192, expected offset",
    "40, -1, section 1",
    "44, -1, section 1",
    "48, 1, section table",
  })
  void headerFieldsOutOfRangeAreRefused(int offset, int value, String words)
      throws GeneralSecurityException {
    byte[] file = file();
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(offset, value);
    withChecksum(file);
    assertRefused(() -> PartitionModel.read(file), words);
  }

  @Test
  void bytesBetweenSectionsAreRefused() throws GeneralSecurityException {
    byte[] file = file();
    int second = sectionStarts(file)[1];
    assertEquals(0, file[second - 1], "the manifest fills its section: choose another seed");
    file[second - 1] = 1;
    withChecksum(file);
    assertRefused(() -> PartitionModel.read(file), "between sections");
  }

  private static PartitionModel withSections(String manifest, String calibration, float[] centres) {
    byte[][] sections = new byte[ModelFile.KINDS][];
    sections[ModelFile.MANIFEST] =
        manifest == null ? MODEL.manifest().toJson() : manifest.getBytes(UTF_8);
    sections[ModelFile.ROUTER] = MODEL.routerOnnx();
    ByteBuffer bytes = ByteBuffer.allocate(centres.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(centres);
    sections[ModelFile.CENTRES] = bytes.array();
    sections[ModelFile.CALIBRATION] =
        calibration == null ? MODEL.calibration().toJson() : calibration.getBytes(UTF_8);
    return PartitionModel.read(ModelFile.write(sections));
  }

  private static String manifest(String from, String to) {
    String json = new String(MODEL.manifest().toJson(), UTF_8);
    String changed = json.replace(from, to);
    assertNotEquals(json, changed);
    return changed;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"bins\":16|\"bins\":17|bins but [prices] has 16",
        "\"bins\":16|\"bins\":0|between 1 and 65536, got 0",
        "\"bins\":16|\"bins\":1.5|must be an integer",
        "\"bins\":16|\"bins\":99999999999|must be an integer",
        "\"bins\":16|\"bins\":\"16\"|must be an integer",
        "\"bins\":16|\"bins\":16,\"bins\":16|not valid JSON",
        "\"bins\":16|\"boxes\":16|must have the keys",
        "\"bins\":16|\"bins\":16,\"boxes\":16|must have the keys",
        "\"dimension\":8|\"dimension\":16001|between 1 and 16000",
        "\"dimension\":8|\"dimension\":9|centres take",
        "\"ranked\":16|\"ranked\":17|between 1 and 16",
        "\"ranked\":16|\"ranked\":15|router ranks 16 bins",
        "\"cosinesimil\"|\"hamming\"|unknown [similarity] [hamming]",
        "\"cosinesimil\"|\"\\u001b[31m\"|unknown [similarity]",
        "\"prices\":[0.0,|\"prices\":[1e999,|not finite",
        "\"prices\":[0.0,|\"prices\":[NaN,|not valid JSON",
        "\"prices\":[0.0,|\"prices\":[null,|must be a number",
        "\"prices\":[0.0,|\"prices\":[0.0,0.0,|has 17 values",
        "\"prices\":[0.0,|\"prices\":[[[[[[[[[[0.0]]]]]]]]],|not valid JSON",
        "\"bin_sizes\":[128,|\"bin_sizes\":[-1,|negative bin size",
        "\"seed\":\"1\"|\"seed\":1|must be a string",
        "\"provenance\":{|\"provenance\":[],\"x\":{|must have the keys",
        "\"similarity\"|]|not valid JSON",
      })
  void badManifestsAreRefused(String from, String to, String words) {
    float[] centres = TestModels.centres(DIMENSION, BINS, Similarity.COSINE, 1);
    assertRefused(() -> withSections(manifest(from, to), null, centres), words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|not a JSON object",
        "{}|must have the keys",
        "{\"k\":[10],\"mass\":[],\"probes\":[],\"queries\":5,\"thresholds\":[]}|a point",
        "{\"k\":[0],\"mass\":[],\"probes\":[[1,1,1,1]],\"queries\":5,\"thresholds\":[]}|neighbours from 1 to 10000, got [0]",
        "{\"k\":[10],\"mass\":[],\"probes\":{\"a\":1},\"queries\":5,\"thresholds\":[]}|must be an array",
        "{\"k\":[10],\"mass\":[],\"probes\":[[1,1,1]],\"queries\":5,\"thresholds\":[]}|a recall for each k",
        "{\"k\":[10],\"mass\":[],\"probes\":[[1,1,1,\"1\"]],\"queries\":5,\"thresholds\":[]}|must be a number",
        "{\"k\":[10],\"mass\":[],\"probes\":[[1,2,1,1]],\"queries\":5,\"thresholds\":[]}|out of range",
        "{\"k\":[10],\"mass\":[],\"probes\":[[1.5,1,1,1]],\"queries\":5,\"thresholds\":[]}|whole number",
        "{\"k\":[10],\"mass\":[],\"probes\":[[17,1,1,1]],\"queries\":5,\"thresholds\":[]}|17 probes",
        "{\"k\":[10],\"mass\":[],\"probes\":[[2,1,1,1],[2,1,1,1]],\"queries\":5,\"thresholds\":[]}|not ascending",
        "{\"k\":[10],\"mass\":[[2,1,1,1]],\"probes\":[[2,1,1,1]],\"queries\":5,\"thresholds\":[]}|more than 1",
        "{\"k\":[10],\"mass\":[],\"probes\":[[1,1,1,1]],\"queries\":5,\"thresholds\":[[3,1,1,1],[2,1,1,1]]}|thresholds] is not",
        "{\"k\":[10],\"mass\":[],\"probes\":[[1,1,1,1]],\"queries\":5,\"thresholds\":[]} {}|not valid JSON",
      })
  void badCalibrationsAreRefused(String json, String words) {
    float[] centres = TestModels.centres(DIMENSION, BINS, Similarity.COSINE, 1);
    assertRefused(() -> withSections(null, json, centres), words);
  }

  @Test
  void centresOutOfShapeOrNotFiniteAreRefused() {
    float[] centres = TestModels.centres(DIMENSION, BINS, Similarity.COSINE, 1);
    assertRefused(
        () -> withSections(null, null, Arrays.copyOf(centres, centres.length + 1)),
        "centres take 516 bytes, expected 512");
    centres[DIMENSION * 3] = Float.NaN;
    assertRefused(() -> withSections(null, null, centres), "centre of bin 3 is not finite");
  }

  @Test
  void pricesAndDocumentHeadExcludeEachOther() {
    float[] centres = TestModels.centres(DIMENSION, BINS, Similarity.L2, 1);
    for (boolean head : new boolean[] {false, true}) {
      float[] prices = new float[head ? BINS : 0];
      assertRefused(
          () ->
              PartitionModel.of(
                  TestModels.manifest(DIMENSION, BINS, BINS, Similarity.L2, prices, 1),
                  MODEL.routerOnnx(),
                  head ? MODEL.routerOnnx() : null,
                  centres,
                  TestModels.calibration(BINS),
                  List.of()),
          "prices or a document head");
    }
  }

  @Test
  void manifestKeepsItsArraysToItself() {
    Manifest manifest = MODEL.manifest();
    manifest.prices()[0] = 5;
    manifest.binSizes()[0] = 5;
    assertEquals(0, manifest.prices()[0]);
    assertEquals(128, manifest.binSizes()[0]);
  }
}
