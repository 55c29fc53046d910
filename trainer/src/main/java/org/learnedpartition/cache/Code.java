package org.learnedpartition.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Which code makes parts: a digest of all classes that lie where some are loaded from, and of the
 * kind of JVM. Parts of other code are never found, so nobody has to raise a revision.
 */
final class Code {
  private Code() {}

  /**
   * @param classes one of each jar or folder
   */
  static String digest(List<Class<?>> classes) {
    MessageDigest digest = Key.sha256();
    TreeMap<String, Long> sums = new TreeMap<>();
    try {
      for (Class<?> each : classes) {
        Path place = Path.of(each.getProtectionDomain().getCodeSource().getLocation().toURI());
        sums.putAll(Files.isDirectory(place) ? ofFolder(place) : ofJar(place));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new AssertionError("Java's own URLs are URIs", e);
    }
    sums.put(System.getProperty("os.arch"), (long) Runtime.version().feature());
    sums.forEach(
        (name, sum) -> {
          digest.update(name.getBytes(StandardCharsets.UTF_8));
          digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, sum));
        });
    return HexFormat.of().formatHex(digest.digest());
  }

  private static TreeMap<String, Long> ofJar(Path jar) throws IOException {
    TreeMap<String, Long> sums = new TreeMap<>();
    try (JarFile file = new JarFile(jar.toFile())) {
      file.stream()
          .filter(entry -> entry.getName().endsWith(".class"))
          .forEach(entry -> sums.put(entry.getName(), entry.getCrc()));
    }
    return sums;
  }

  private static TreeMap<String, Long> ofFolder(Path folder) throws IOException {
    TreeMap<String, Long> sums = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
        CRC32C sum = new CRC32C();
        sum.update(Files.readAllBytes(file));
        sums.put(folder.relativize(file).toString(), sum.getValue());
      }
    }
    return sums;
  }
}
