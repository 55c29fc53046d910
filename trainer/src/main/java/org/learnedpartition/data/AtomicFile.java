package org.learnedpartition.data;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes a file whole or not at all: beside it, as {@code NAME.tmp}, and {@link #finish} renames.
 * What a killed process left is replaced by the next.
 */
public final class AtomicFile implements Closeable {
  private final Path file;
  private final Path partial;
  private final FileChannel channel;
  private boolean finished;

  /**
   * @param file may exist: it is then replaced; its folder must
   */
  public AtomicFile(Path file) throws IOException {
    this.file = file;
    this.partial = file.resolveSibling(file.getFileName() + ".tmp");
    this.channel =
        FileChannel.open(
            partial,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
  }

  /** Writes a file of these bytes. */
  public static void write(Path file, ByteBuffer bytes) throws IOException {
    try (AtomicFile out = new AtomicFile(file)) {
      out.write(bytes);
      out.finish();
    }
  }

  /** Appends what remains in the buffer. */
  public void write(ByteBuffer bytes) throws IOException {
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException(
          "["
              + file
              + "] could not be written ("
              + Files.getFileStore(partial).getUsableSpace() / (1 << 20)
              + " MB free there): "
              + e.getMessage(),
          e);
    }
  }

  /** Appends; closing the stream does nothing. */
  public OutputStream stream() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        AtomicFile.this.write(ByteBuffer.wrap(bytes, offset, length));
      }
    };
  }

  /** Forces what was written to disk and gives the file its name. */
  public void finish() throws IOException {
    channel.force(true);
    channel.close();
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    finished = true;
  }

  /** Drops what was written, unless it was finished. */
  @Override
  public void close() throws IOException {
    channel.close();
    if (!finished) {
      Files.deleteIfExists(partial);
    }
  }
}
