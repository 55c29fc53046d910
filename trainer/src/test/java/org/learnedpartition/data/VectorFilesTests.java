package org.learnedpartition.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VectorFilesTests {
  @TempDir Path folder;

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private static float[] all(Path file) throws IOException {
    try (VectorSource source = VectorSource.open(file)) {
      float[] values = new float[source.count() * source.dimension()];
      source.read(0, source.count(), values, 0);
      return values;
    }
  }

  private static byte[] npy(int version, String header, byte[] data) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x93);
    out.write("NUMPY".getBytes(StandardCharsets.US_ASCII));
    out.write(version);
    out.write(0);
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    out.write(
        version == 1
            ? buffer(2).putShort((short) text.length).array()
            : buffer(4).putInt(text.length).array());
    out.write(text);
    out.write(data);
    return out.toByteArray();
  }

  private static String shape(String descr, String shape) {
    return "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (" + shape + "), }   \n";
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    }
    return out.toByteArray();
  }

  private static String refusal(Path file) {
    String message =
        assertThrows(VectorFileException.class, () -> all(file), file.toString()).getMessage();
    assertTrue(message.contains(file.getFileName().toString()), message);
    return message;
  }

  @Test
  void vecsFilesAreReadInEveryComponentType() throws IOException {
    byte[] floats =
        buffer(24).putInt(2).putFloat(1.5f).putFloat(-2).putInt(2).putFloat(3).putFloat(4).array();
    assertArrayEquals(new float[] {1.5f, -2, 3, 4}, all(write("a.fvecs", floats)));
    byte[] bytes = {2, 0, 0, 0, 7, (byte) 200, 2, 0, 0, 0, 0, (byte) 255};
    assertArrayEquals(new float[] {7, 200, 0, 255}, all(write("a.bvecs", bytes)));
    byte[] ints = buffer(8).putInt(1).putInt(-9).array();
    assertArrayEquals(new float[] {-9}, all(write("A.IVECS", ints)));
  }

  @Test
  void rowsAreReadFromAnywhereAcrossBuffers() throws IOException {
    int dimension = 300;
    int rows = 2500;
    ByteBuffer bytes = buffer(rows * (4 + 4 * dimension));
    for (int i = 0; i < rows; i++) {
      bytes.putInt(dimension);
      for (int d = 0; d < dimension; d++) {
        bytes.putFloat(i + d / 1000f);
      }
    }
    try (VectorSource source = VectorSource.open(write("b.fvecs", bytes.array()))) {
      Random random = new Random(7);
      for (int repeat = 0; repeat < 20; repeat++) {
        int from = random.nextInt(rows);
        int n = random.nextInt(rows - from + 1);
        float[] into = new float[3 + n * dimension];
        source.read(from, n, into, 3);
        for (int i = 0; i < n; i++) {
          assertEquals(from + i + 0.299f, into[3 + i * dimension + 299], 1e-3f);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void npyFilesOfEveryVersionAndTypeAreRead(int version) throws IOException {
    float[] expected = {0, 1, 2, 3, 4, 5};
    ByteBuffer f4 = buffer(24);
    ByteBuffer f2 = buffer(12);
    ByteBuffer u1 = buffer(6);
    for (float x : expected) {
      f4.putFloat(x);
      f2.putShort(Float.floatToFloat16(x));
      u1.put((byte) x);
    }
    assertArrayEquals(
        expected, all(write("a.npy", npy(version, shape("<f4", "2, 3"), f4.array()))));
    assertArrayEquals(
        expected, all(write("b.npy", npy(version, shape("<f2", "3, 2"), f2.array()))));
    assertArrayEquals(
        expected, all(write("c.npy", npy(version, shape("|u1", "1, 6"), u1.array()))));
  }

  @Test
  void idxImagesAreRowsOfBytesAlsoGzipped() throws IOException {
    byte[] images = {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 3, (byte) 250};
    assertArrayEquals(new float[] {1, 2, 3, 250}, all(write("t-images-idx3-ubyte", images)));
    assertArrayEquals(
        new float[] {1, 2, 3, 250}, all(write("t-images-idx3-ubyte.gz", gzip(images))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<f8 | False | 1, 2 | type",
        ">f4 | False | 1, 2 | type",
        "O  | False | 1, 2 | type",
        "<f4 | True | 1, 2 | Fortran",
        "<f4 | False | 2, | two-dimensional",
        "<f4 | False | 1, 1, 2 | two-dimensional",
        "<f4 | False | x, 2 | shape",
        "<f4 | False | 0, 2 | rows",
        "<f4 | False | 1, 0 | dimension",
        "<f4 | False | 1, 99999 | dimension",
        "<f4 | False | 999999999999, 2 | rows",
        "<f4 | False | 2, 2 | announces"
      })
  void hostileNpyHeaderIsRefusedWithTheReason(
      String descr, String fortran, String shape, String reason) throws IOException {
    String header =
        "{'descr': '" + descr + "', 'fortran_order': " + fortran + ", 'shape': (" + shape + ")}\n";
    Path file = write("h.npy", npy(1, header, new byte[8]));
    assertTrue(refusal(file).contains(reason), refusal(file));
  }

  @Test
  void truncatedAnywhereIsRefused() throws IOException {
    byte[] f4 = npy(1, shape("<f4", "2, 3"), new byte[24]);
    byte[] vecs = buffer(24).putInt(2).putLong(0).putInt(2).putLong(0).array();
    byte[] idx = {0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4};
    byte[] zipped = gzip(idx);
    for (int n = 0; n < f4.length; n++) {
      refusal(write("t.npy", Arrays.copyOf(f4, n)));
    }
    for (int n = 0; n < vecs.length; n++) {
      if (n != 12) {
        refusal(write("t.fvecs", Arrays.copyOf(vecs, n)));
      }
    }
    for (int n = 0; n < idx.length; n++) {
      refusal(write("t.idx", Arrays.copyOf(idx, n)));
      refusal(write("u.idx.gz", gzip(Arrays.copyOf(idx, n))));
    }
    for (int n = 0; n < zipped.length; n++) {
      refusal(write("t.idx.gz", Arrays.copyOf(zipped, n)));
    }
  }

  @Test
  void hugeAnnouncementsAllocateNothing() throws IOException {
    byte[] idx =
        buffer(16)
            .order(ByteOrder.BIG_ENDIAN)
            .putInt(0x803)
            .putInt(-1)
            .putInt(-1)
            .putInt(-1)
            .array();
    assertTrue(refusal(write("h.idx.gz", gzip(idx))).contains("unpack"));
    assertTrue(refusal(write("h.idx", idx)).contains("dimension"));
    byte[] vecs = buffer(8).putInt(Integer.MAX_VALUE).putInt(0).array();
    assertTrue(refusal(write("h.fvecs", vecs)).contains("dimension"));
    byte[] negative = buffer(8).putInt(-1).putInt(0).array();
    assertTrue(refusal(write("n.fvecs", negative)).contains("dimension"));
    byte[] header = npy(2, "", new byte[0]);
    ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).putInt(8, -1);
    assertTrue(refusal(write("h.npy", header)).contains("header"));
  }

  @Test
  void changedDimensionAndUnusableComponentsNameTheRow() throws IOException {
    byte[] changed = buffer(24).putInt(2).putLong(0).putInt(3).putLong(0).array();
    assertTrue(refusal(write("c.fvecs", changed)).contains("row 1 has dimension 3"));
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      byte[] bytes =
          buffer(24).putInt(2).putFloat(1).putFloat(2).putInt(2).putFloat(3).putFloat(bad).array();
      assertTrue(refusal(write("n.fvecs", bytes)).contains("row 1 has the component " + bad));
      float[] array = {1, 2, 3, bad};
      String message =
          assertThrows(
                  IOException.class, () -> VectorSource.of(array, 2).read(0, 2, new float[4], 0))
              .getMessage();
      assertTrue(message.contains("vector 1 has the component " + bad), message);
    }
  }

  @Test
  void otherFilesAreRefusedByName() throws IOException {
    assertTrue(refusal(write("a.csv", new byte[9])).contains("no known format"));
    assertTrue(refusal(folder.resolve("absent.fvecs")).contains("does not exist"));
    Files.createDirectory(folder.resolve("d.fvecs"));
    assertTrue(refusal(folder.resolve("d.fvecs")).contains("not a file"));
    assertTrue(
        refusal(write("l-idx1-ubyte", new byte[] {0, 0, 8, 1, 0, 0, 0, 1, 5}))
            .contains("00000801"));
  }

  @Test
  void neighbourIdsAboveTheFloatsStayExact() throws IOException {
    int id = (1 << 24) + 1;
    Path file = write("t.ivecs", buffer(12).putInt(2).putInt(id).putInt(3).array());
    assertArrayEquals(new int[] {id}, NeighbourFile.read(file, 1, id + 1, 1));
    assertThrows(VectorFileException.class, () -> NeighbourFile.read(file, 1, id, 1));
    assertThrows(VectorFileException.class, () -> NeighbourFile.read(file, 2, id + 1, 1));
    assertThrows(VectorFileException.class, () -> NeighbourFile.read(file, 1, id + 1, 3));
  }
}
