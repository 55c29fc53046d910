package org.learnedpartition.bench.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * Folders of things that take long to make, found again by what they were made from. A folder is
 * there whole or not at all; several processes may use the same cache.
 */
final class Cache {
  private static final JsonMapper JSON = new JsonMapper();

  private final Path root;

  Cache(Path root) {
    this.root = root;
  }

  /** Fills a new folder. */
  @FunctionalInterface
  interface Maker {
    void make(Path folder) throws IOException, InterruptedException;
  }

  /**
   * The folder for a description, made now if it is not there.
   *
   * @param kind begins the folder's name
   * @param from all that the content depends on; kept beside it as {@code made-from.json}
   */
  Path get(String kind, SortedMap<String, Object> from, Maker maker)
      throws IOException, InterruptedException {
    String description = JSON.writeValueAsString(from);
    String key = key(description);
    Path folder = root.resolve(kind + "-" + key);
    if (Files.exists(folder)) {
      return folder;
    }
    Files.createDirectories(root);
    Path lockFile = root.resolve(kind + "-" + key + ".lock");
    try (FileChannel channel =
        FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      // Until the channel is closed.
      channel.lock();
      if (!Files.exists(folder)) {
        Path draft = root.resolve(kind + "-" + key + ".new");
        delete(draft);
        Files.createDirectory(draft);
        try {
          maker.make(draft);
          Files.writeString(draft.resolve("made-from.json"), description);
          Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
          delete(draft);
          throw new IOException(
              "["
                  + folder
                  + "] could not be made ("
                  + Files.getFileStore(root).getUsableSpace() / (1 << 20)
                  + " MB free there): "
                  + e.getMessage(),
              e);
        } catch (InterruptedException | RuntimeException e) {
          delete(draft);
          throw e;
        }
      }
      Files.deleteIfExists(lockFile);
      return folder;
    }
  }

  private static String key(String description) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(description.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Copies the files of a folder into another. */
  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  /** Deletes a folder and all in it, if it is there. */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
