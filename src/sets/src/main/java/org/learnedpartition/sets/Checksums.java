package org.learnedpartition.sets;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.sets.text.Sha256;

/** SHA-256 of files, as 64 hex digits. */
final class Checksums {
  private static final int BUFFER_BYTES = 1 << 20;

  private Checksums() {}

  /**
   * @param names of files in the folder
   * @param progress told the megabytes read
   */
  static SortedMap<String, String> of(Path folder, Collection<String> names, Progress progress)
      throws IOException, InterruptedException {
    long total = 1;
    for (String name : names) {
      total += Files.size(folder.resolve(name));
    }
    SortedMap<String, String> sums = new TreeMap<>();
    long done = 0;
    byte[] buffer = new byte[BUFFER_BYTES];
    for (String name : names) {
      Sha256 digest = new Sha256();
      try (InputStream in = Files.newInputStream(folder.resolve(name))) {
        for (int n; (n = in.read(buffer)) >= 0; ) {
          if (Thread.interrupted()) {
            throw new InterruptedException("checksums were interrupted");
          }
          digest.add(buffer, 0, n);
          done += n;
          progress.report("checksums, MB", done >> 20, Math.max(1, total >> 20));
        }
      }
      sums.put(name, digest.hex());
    }
    return sums;
  }

  static String of(Path file) throws IOException, InterruptedException {
    String name = file.getFileName().toString();
    return of(file.toAbsolutePath().getParent(), List.of(name), Progress.NONE).get(name);
  }
}
