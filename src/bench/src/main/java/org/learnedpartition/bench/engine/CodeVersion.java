package org.learnedpartition.bench.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Tells one build of a library from another. */
final class CodeVersion {
  private CodeVersion() {}

  /**
   * The name of the jar that a class is in, with the hash of its bytes; of classes that are in no
   * jar, only the folder's name.
   */
  static String of(Class<?> of) {
    try {
      Path jar = Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI());
      String name = jar.getFileName().toString();
      if (!Files.isRegularFile(jar)) {
        return name;
      }
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar));
      return name + " " + HexFormat.of().formatHex(hash, 0, 8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
