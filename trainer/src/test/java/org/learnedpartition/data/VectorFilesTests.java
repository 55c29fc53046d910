package org.learnedpartition.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
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
    return refusal(file, file);
  }

  private static String refusal(Path opened, Path named) {
    String message =
        assertThrows(VectorFileException.class, () -> all(opened), opened.toString()).getMessage();
    assertTrue(message.contains(named.getFileName().toString()), message);
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

  private Path lines(String name, String... lines) throws IOException {
    return write(name, String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
  }

  private static Path part(Path file, String part) {
    return file.resolveSibling(file.getFileName() + ":" + part);
  }

  @Test
  void tablesOfHdf5FilesAreReadByTheirNames() throws IOException {
    Path file = folder.resolve("a.hdf5");
    float[][] train = new float[3000][700];
    for (int i = 0; i < train.length; i++) {
      Arrays.fill(train[i], i);
    }
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      hdf.putDataset("train", train);
      hdf.putDataset("test", new double[][] {{1.5, -2}, {3, 4}});
      hdf.putDataset("neighbors", new long[][] {{(1 << 24) + 1, 3}});
      hdf.putDataset("far", new long[][] {{1L << 31}});
      hdf.putDataset("nan", new float[][] {{1, 2}, {3, Float.NaN}});
    }
    // Longer than one slice.
    try (VectorSource source = VectorSource.open(file)) {
      float[] values = new float[2000 * 700 + 1];
      source.read(500, 2000, values, 1);
      for (int i = 0; i < 2000; i++) {
        assertEquals(500 + i, values[1 + i * 700 + 699]);
      }
    }
    assertArrayEquals(new float[] {1.5f, -2, 3, 4}, all(part(file, "test")));
    assertArrayEquals(
        new int[] {(1 << 24) + 1, 3}, NeighbourFile.read(part(file, "neighbors"), 1, 1 << 25, 2));
    assertTrue(refusal(part(file, "nan"), file).contains("row 1 of [nan] has the component NaN"));
    assertTrue(refusal(part(file, "tset"), file).contains("no table [tset], only ["));
    assertTrue(
        assertThrows(
                VectorFileException.class,
                () -> NeighbourFile.read(part(file, "far"), 1, 1 << 25, 1))
            .getMessage()
            .contains("32 bits"));
    assertTrue(
        assertThrows(
                VectorFileException.class,
                () -> NeighbourFile.read(part(file, "test"), 2, 1 << 25, 1))
            .getMessage()
            .contains("expected int values"));
  }

  @Test
  void truncatedOrAlteredHdf5FileIsReadOrRefusedInASentence() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Path file = folder.resolve("a.h5");
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      hdf.putDataset("train", new float[50][4]);
    }
    byte[] whole = Files.readAllBytes(file);
    int refused = 0;
    for (int i = 0; i < 150; i++) {
      byte[] bytes = whole.clone();
      if (i % 3 == 0) {
        bytes = Arrays.copyOf(whole, random.nextInt(whole.length - 1));
      } else {
        bytes[random.nextInt(whole.length)] ^= (byte) (1 + random.nextInt(255));
      }
      Path altered = write("b.h5", bytes);
      try {
        all(altered);
      } catch (VectorFileException e) {
        refused++;
        assertFalse(e.getMessage().contains("\n"), "seed " + seed + ": " + e.getMessage());
      }
    }
    assertTrue(refused > 0, "seed " + seed);
  }

  @Test
  void linesOfJsonAreArraysOrObjectsWithAField() throws IOException {
    float[] expected = {1, -2.5f, 300, 4e-3f};
    assertArrayEquals(expected, all(lines("a.jsonl", "[1, -2.5]", "", "[3e2,0.004]\r")));
    Path objects =
        lines(
            "b.ndjson",
            "{\"w\": {\"v\": [9]}, \"v\": [1, -2.5]}",
            "{\"v\": [300, 0.004], \"v2\": [{\"v\": [7]}], \"x\": null}");
    assertArrayEquals(expected, all(part(objects, "v")));
    Path nested = lines("c.jsonl", "{\"a\": {\"x\": [0], \"b\": [5]}}", "{\"a.b\": [6]}");
    assertArrayEquals(new float[] {5, 6}, all(part(nested, "a.b")));
    Path zipped = write("d.jsonl.gz", gzip("[1,-2.5]\n[300,4e-3]\n".getBytes()));
    assertArrayEquals(expected, all(zipped));
    try (VectorSource source = VectorSource.open(zipped)) {
      float[] last = new float[2];
      source.read(1, 1, last, 0);
      source.read(0, 1, last, 0);
      assertArrayEquals(new float[] {1, -2.5f}, last);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[3] | line 2 has dimension 1, the lines before it 2",
        "[3, NaN] | line 2 is not JSON",
        "[3, 1e39] | line 2 has the component Infinity",
        "[3, -1e999999] | line 2 has the component -Infinity",
        "[3, '4'] | line 2 has 4 among its numbers",
        "[3, null] | line 2 has null among its numbers",
        "[3, true] | line 2 has true among its numbers",
        "[3, [4]] | among its numbers",
        "[[3, 4], [5, 6]] | line 2 has an array of more than one vector",
        "[] | line 2 has an empty vector",
        "7 | line 2 has no array",
        "{'v': [3, 4]} | line 2 is an object: name the field",
        "[3, 4 | line 2 is not JSON",
        "[3, 4] ] | line 2 is not JSON",
        "[3, 4 5] | line 2 is not JSON",
        "abc | line 2 is not JSON"
      })
  void lineThatIsNoVectorIsNamed(String line, String reason) throws IOException {
    Path file = lines("a.jsonl", "[1, 2]", line.replace('\'', '"'));
    assertTrue(refusal(file).contains(reason), refusal(file));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'w': [3, 4]} | line 2 has no [v]",
        "{'v': null} | line 2 has no [v]",
        "{'v': 'text'} | line 2 has no array",
        "{'v': [3, 4], 'v': [5, 6]} | line 2 has [v] twice",
        "[3, 4] | line 2 is no object with a field [v]"
      })
  void lineWithoutTheFieldIsNamed(String line, String reason) throws IOException {
    Path file = lines("a.jsonl", "{\"v\": [1, 2]}", line.replace('\'', '"'));
    String said = refusal(part(file, "v"), file);
    assertTrue(said.contains(reason), said);
  }

  @Test
  void hostileLinesTakeNoMemory() throws IOException {
    assertTrue(refusal(lines("e.jsonl", "")).contains("no vectors"));
    StringBuilder deep = new StringBuilder("{\"x\": ");
    deep.append("[".repeat(100_000));
    Path nested = lines("f.jsonl", deep.toString());
    assertTrue(refusal(part(nested, "v"), nested).contains("line 1 is not JSON"));
    Path wide = lines("g.jsonl", "[" + "1,".repeat(20_000) + "1]");
    assertTrue(refusal(wide).contains("more than 16000 components"));
    Path cut = write("h.jsonl.gz", Arrays.copyOf(gzip("[1,2]\n".repeat(999).getBytes()), 40));
    assertTrue(refusal(cut).contains("not a whole gzip file"), refusal(cut));
  }

  @Test
  void aFullDiskIsNamedWithWhatToDo() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "a device that is always full");
    try (Spool spool = new Spool(full, FileChannel.open(full, StandardOpenOption.WRITE))) {
      String said =
          assertThrows(IOException.class, () -> spool.add(new float[1 << 20], 1 << 10, 1 << 10))
              .getMessage();
      assertTrue(said.contains("MB free") && said.contains("java.io.tmpdir"), said);
    }
  }

  @Test
  void spooledFilesLeaveNothing() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    long before = spools(temporary);
    try (VectorSource source = VectorSource.open(lines("a.jsonl", "[1, 2]"))) {
      assertEquals(1, source.count());
    }
    refusal(lines("b.jsonl", "[1, 2]", "[1]"));
    assertEquals(before, spools(temporary));
  }

  private static long spools(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> file.toString().endsWith(".vectors")).count();
    }
  }
}
