package org.learnedpartition.sets.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.zip.CRC32C;

/**
 * Vectors of texts, kept on disk while they are made. Texts are embedded in chunks of {@value
 * #CHUNK}, each by itself, so that a vector depends neither on threads nor on interruptions nor on
 * how many texts are wanted; a finished chunk is appended at once, and a run that was killed goes
 * on after the last whole one.
 *
 * <p>The file {@code NAME-KEY.vectors}, little-endian, where KEY is the SHA-256 of the model, its
 * parameters and all the texts, of which the name has the first 16 hex digits:
 *
 * <pre>
 * [byte × 8]  LPVECTOR
 * [byte × 32] the key
 * records, in any order, up to the end of the file:
 *   [int32]          number of the chunk, from 0
 *   [int32]          texts in it: 1024, in the last chunk of all texts what is left
 *   [float32 × 384]  for each text
 *   [int32]          CRC32C of the record so far
 * </pre>
 *
 * A file with another head is made anew; it is cut off at the first record that is not whole.
 */
public final class EmbeddingCache {
  /** Texts embedded together: 2.5 s of work to lose, and few enough batches of unlike lengths. */
  static final int CHUNK = 1024;

  private static final byte[] MAGIC = "LPVECTOR".getBytes(StandardCharsets.US_ASCII);
  private static final int HEAD = MAGIC.length + 32;
  private static final int RECORD_HEAD = 2 * Integer.BYTES;
  private static final int ROW = Embedder.DIMENSION * Float.BYTES;

  private final Path folder;
  private final Embedder embedder;
  private final int threads;
  private final int chunkSize;

  /**
   * @param folder must exist
   * @param threads how many chunks are embedded at the same time, ≥ 1
   */
  public EmbeddingCache(Path folder, Embedder embedder, int threads) {
    this(folder, embedder, threads, CHUNK);
  }

  EmbeddingCache(Path folder, Embedder embedder, int threads, int chunkSize) {
    this.folder = folder;
    this.embedder = embedder;
    this.threads = threads;
    this.chunkSize = chunkSize;
  }

  /**
   * The vectors of the first texts, {@value Embedder#DIMENSION} values each, in their order.
   *
   * @param name begins the file's name
   * @param texts all texts, wanted or not: they are part of the key
   * @param wanted how many vectors are needed, 0 … texts
   * @param done is told how many of the wanted texts were found or made, again and again
   * @throws IOException if the file cannot be read or written, the disk being full for instance
   */
  public float[] vectors(String name, List<String> texts, int wanted, IntConsumer done)
      throws IOException, InterruptedException {
    byte[] key = key(texts);
    Path path = folder.resolve(name + "-" + HexFormat.of().formatHex(key, 0, 8) + ".vectors");
    float[] vectors = new float[Math.multiplyExact(wanted, Embedder.DIMENSION)];
    try (FileChannel file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      boolean[] have = new boolean[(wanted + chunkSize - 1) / chunkSize];
      open(file, key);
      read(file, texts.size(), vectors, have, done);
      make(file, texts, vectors, have, done);
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException(
          "embeddings could not be kept in ["
              + path
              + "] ("
              + Files.getFileStore(folder).getUsableSpace() / (1 << 20)
              + " MB free there): "
              + e.getMessage(),
          e);
    }
    return vectors;
  }

  private byte[] key(List<String> texts) {
    Sha256 key = new Sha256().add(embedder.id()).add("chunk " + chunkSize);
    texts.forEach(key::add);
    return key.bytes();
  }

  private static void open(FileChannel file, byte[] key) throws IOException {
    byte[] head = Arrays.copyOf(MAGIC, HEAD);
    System.arraycopy(key, 0, head, MAGIC.length, key.length);
    ByteBuffer found = ByteBuffer.allocate(HEAD);
    readFully(file, found, 0);
    if (!Arrays.equals(found.array(), head)) {
      file.truncate(0);
      writeFully(file, ByteBuffer.wrap(head), 0);
    }
  }

  /** Takes what is whole and cuts off the rest. */
  private void read(FileChannel file, int texts, float[] vectors, boolean[] have, IntConsumer done)
      throws IOException {
    long at = HEAD;
    ByteBuffer record = record(chunkSize);
    for (; at < file.size(); at += record.limit()) {
      record.clear();
      readFully(file, record, at);
      int chunk = record.getInt(0);
      int rows = record.getInt(Integer.BYTES);
      if (chunk < 0 || chunk > texts / chunkSize || rows != rows(chunk, texts)) {
        break;
      }
      int end = RECORD_HEAD + rows * ROW;
      if (record.position() < end + Integer.BYTES || record.getInt(end) != crc(record, end)) {
        break;
      }
      record.limit(end + Integer.BYTES);
      if (chunk < have.length && !have[chunk]) {
        take(record, chunk, vectors, done);
        have[chunk] = true;
      }
    }
    file.truncate(at);
  }

  private void make(
      FileChannel file, List<String> texts, float[] vectors, boolean[] have, IntConsumer done)
      throws IOException, InterruptedException {
    try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> results = new ArrayList<>();
      for (int chunk = 0; chunk < have.length; chunk++) {
        if (!have[chunk]) {
          int number = chunk;
          results.add(
              workers.submit(
                  () -> {
                    ByteBuffer record = embed(number, texts);
                    synchronized (file) {
                      writeFully(file, record, file.size());
                      take(record, number, vectors, done);
                    }
                    return null;
                  }));
        }
      }
      try {
        for (Future<?> result : results) {
          result.get();
        }
      } catch (ExecutionException e) {
        workers.shutdownNow();
        if (e.getCause() instanceof IOException cause) {
          throw cause;
        }
        throw new IllegalStateException("texts could not be embedded", e.getCause());
      } catch (InterruptedException e) {
        workers.shutdownNow();
        throw e;
      }
    }
  }

  private ByteBuffer embed(int chunk, List<String> texts) {
    int rows = rows(chunk, texts.size());
    float[] made = new float[rows * Embedder.DIMENSION];
    embedder.embed(texts.subList(chunk * chunkSize, chunk * chunkSize + rows), made);
    ByteBuffer record = record(rows);
    record.putInt(chunk).putInt(rows);
    record.asFloatBuffer().put(made);
    int end = RECORD_HEAD + rows * ROW;
    record.putInt(end, crc(record, end));
    return record.clear();
  }

  private int rows(int chunk, int texts) {
    return Math.min(chunkSize, texts - chunk * chunkSize);
  }

  private static ByteBuffer record(int rows) {
    return ByteBuffer.allocate(RECORD_HEAD + rows * ROW + Integer.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int crc(ByteBuffer record, int end) {
    CRC32C crc = new CRC32C();
    crc.update(record.array(), 0, end);
    return (int) crc.getValue();
  }

  /** Copies the rows of a record that are wanted. */
  private void take(ByteBuffer record, int chunk, float[] vectors, IntConsumer done) {
    int offset = chunk * chunkSize * Embedder.DIMENSION;
    int rows = record.getInt(Integer.BYTES);
    int length = Math.min(rows * Embedder.DIMENSION, vectors.length - offset);
    record
        .duplicate()
        .order(ByteOrder.LITTLE_ENDIAN)
        .position(RECORD_HEAD)
        .asFloatBuffer()
        .get(vectors, offset, length);
    done.accept(length / Embedder.DIMENSION);
  }

  private static void readFully(FileChannel file, ByteBuffer into, long at) throws IOException {
    while (into.hasRemaining()) {
      int n = file.read(into, at + into.position());
      if (n < 0) {
        return;
      }
    }
  }

  private static void writeFully(FileChannel file, ByteBuffer from, long at) throws IOException {
    long start = at - from.position();
    while (from.hasRemaining()) {
      file.write(from, start + from.position());
    }
  }
}
