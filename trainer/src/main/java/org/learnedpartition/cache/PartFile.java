package org.learnedpartition.cache;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.learnedpartition.data.AtomicFile;

/**
 * A file of the cache: magic number (8 bytes), the key's SHA-256 (32), the seconds that the part
 * took to make (float64), its values, and CRC-32C of all that (int64); big-endian.
 */
final class PartFile {
  private static final long MAGIC = 0x4c50_5041_5254_0001L;
  private static final int BUFFER = 1 << 16;
  private static final int HEAD = Long.BYTES + 32 + Double.BYTES;

  private PartFile() {}

  /**
   * A part and what it cost.
   *
   * @param seconds that it took to make
   */
  record Read<T>(T value, double seconds) {}

  /** Writes a part beside its file and renames it. */
  static <T> void write(Path file, String digest, double seconds, T value, Form<T> form)
      throws IOException {
    // Of its own name: another process may be writing the same part.
    Path own = file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid());
    try (AtomicFile atomic = new AtomicFile(own)) {
      CRC32C sum = new CRC32C();
      DataOutputStream out =
          new DataOutputStream(
              new BufferedOutputStream(new CheckedOutputStream(atomic.stream(), sum), BUFFER));
      out.writeLong(MAGIC);
      out.write(HexFormat.of().parseHex(digest));
      out.writeDouble(seconds);
      form.write(value, new PartOutput(out));
      out.flush();
      out.writeLong(sum.getValue());
      out.flush();
      atomic.finish();
    }
    Files.move(own, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Reads a part.
   *
   * @return null if the file is damaged, or not what the key asks for
   */
  static <T> Read<T> read(Path path, String digest, Form<T> form) throws IOException {
    File file = path.toFile();
    // Checked whole before any of it is believed.
    if (!isWhole(file, file.length())) {
      return null;
    }
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(new FileInputStream(file), BUFFER))) {
      byte[] key = new byte[32];
      if (in.readLong() != MAGIC) {
        return null;
      }
      in.readFully(key);
      double seconds = in.readDouble();
      return HexFormat.of().formatHex(key).equals(digest)
          ? new Read<>(form.read(new PartInput(in)), seconds)
          : null;
    }
  }

  private static boolean isWhole(File file, long length) throws IOException {
    if (length < HEAD + Long.BYTES) {
      return false;
    }
    CRC32C sum = new CRC32C();
    byte[] buffer = new byte[BUFFER];
    // Not by a channel, which an interrupt would close.
    try (InputStream in = new FileInputStream(file)) {
      for (long left = length - Long.BYTES; left > 0; ) {
        int n = in.read(buffer, 0, (int) Math.min(BUFFER, left));
        if (n < 0) {
          return false;
        }
        sum.update(buffer, 0, n);
        left -= n;
      }
      byte[] end = in.readNBytes(Long.BYTES);
      return end.length == Long.BYTES
          && new DataInputStream(new ByteArrayInputStream(end)).readLong() == sum.getValue();
    }
  }
}
