package org.learnedpartition.bench.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.store.MMapDirectory;
import org.learnedpartition.model.Encoding;
import org.learnedpartition.vector.BlockLayout;
import org.learnedpartition.vector.ByteTable;
import org.learnedpartition.vector.NibbleTable;
import org.learnedpartition.vector.QueryTable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Time that the scan of a bin takes for each of its rows, by where the row's codes are: in the
 * cache ({@code hot}), anywhere in an array ({@code cold}), or in a mapped file, which they are
 * read from as searches do ({@code file}).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class BlockBenchmark {
  private static final int RUN_BLOCKS = 64;
  private static final int RUN_ROWS = RUN_BLOCKS * QueryTable.BLOCK_ROWS;
  private static final long SEED = 42;
  private static final String FILE = "blocks";

  @Param({"X4", "X8", "X16", "X32"})
  Encoding encoding;

  @Param({"100", "128", "384", "784"})
  int dimension;

  /** Of codes: more than caches hold. */
  @Param("128")
  int megabytes;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final float[] scores = new float[2 * QueryTable.BLOCK_ROWS];
  private QueryTable table;
  private byte[] blocks;
  private int runBytes;
  private int runs;

  @Setup
  public void make() {
    int codes = encoding.codes(dimension);
    boolean nibbles = encoding.width() > 0;
    float[] entries = new float[nibbles ? codes * 16 : codes];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = random.nextFloat();
    }
    table = nibbles ? new NibbleTable(entries, codes) : new ByteTable(entries, 0);
    runBytes = RUN_BLOCKS * table.blockBytes();
    runs = Math.max(1, (megabytes << 20) / runBytes);
    blocks = new byte[runs * runBytes];
    BlockLayout layout = new BlockLayout(codes, nibbles);
    byte[] row = new byte[codes];
    for (int at = 0; at < blocks.length; at += table.blockBytes()) {
      random.nextBytes(row);
      for (int i = 0; i < QueryTable.BLOCK_ROWS; i++) {
        layout.put(blocks, at, i, row, random.nextFloat());
      }
    }
  }

  private int scan(byte[] array, int from, int to) {
    int above = 0;
    for (int at = from; at < to; at += 2 * table.blockBytes()) {
      // Few rows are above.
      above += Integer.bitCount(table.scanTwo(array, at, Float.MAX_VALUE, scores));
    }
    return above;
  }

  @Benchmark
  @OperationsPerInvocation(RUN_ROWS)
  public int hot() {
    return scan(blocks, 0, runBytes);
  }

  @Benchmark
  @OperationsPerInvocation(RUN_ROWS)
  public int cold() {
    int from = random.nextInt(runs) * runBytes;
    return scan(blocks, from, from + runBytes);
  }

  /** The blocks in a file. */
  @State(Scope.Thread)
  public static class InFile {
    private Path folder;
    private MMapDirectory directory;
    private IndexInput input;
    private byte[] buffer;

    @Setup
    public void write(BlockBenchmark made) throws IOException {
      folder = Files.createTempDirectory("lp-jmh");
      directory = new MMapDirectory(folder);
      try (IndexOutput out = directory.createOutput(FILE, IOContext.DEFAULT)) {
        out.writeBytes(made.blocks, made.blocks.length);
      }
      input = directory.openInput(FILE, IOContext.DEFAULT);
      buffer = new byte[made.table.readBlocks() * made.table.blockBytes()];
    }

    @TearDown
    public void delete() throws IOException {
      input.close();
      directory.deleteFile(FILE);
      directory.close();
      Files.delete(folder);
    }
  }

  @Benchmark
  @OperationsPerInvocation(RUN_ROWS)
  public int file(InFile in) throws IOException {
    in.input.seek((long) random.nextInt(runs) * runBytes);
    int above = 0;
    for (int left = runBytes; left > 0; left -= in.buffer.length) {
      int bytes = Math.min(left, in.buffer.length);
      in.input.readBytes(in.buffer, 0, bytes);
      above += scan(in.buffer, 0, bytes);
    }
    return above;
  }
}
