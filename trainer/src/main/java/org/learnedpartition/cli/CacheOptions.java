package org.learnedpartition.cli;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.learnedpartition.cache.Cache;
import picocli.CommandLine.Option;

/** Where commands keep parts of what they compute. */
final class CacheOptions {
  private static final long GIB = 1L << 30;
  private static final int MOST_GIB = 1 << 20;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description =
          "Folder that keeps finished parts, so that a run that was killed goes on where it was,"
              + " and the next on the same vectors begins there (default: cache in $LP_DIR, else"
              + " .lp/cache). It may be deleted at any time.")
  private Path folder;

  @Option(names = "--no-cache", description = "Read no such parts, and keep none.")
  private boolean none;

  @Option(
      names = "--cache-size",
      paramLabel = "GIB",
      description =
          "GiB that the folder may hold, 1 or more; what was not used for longest goes (default:"
              + " 4).")
  private Integer size;

  /**
   * The cache that is asked for.
   *
   * @param teller is told if parts cannot be kept
   */
  Cache open(Consumer<String> teller) {
    if (none && (folder != null || size != null)) {
      throw new IllegalArgumentException(
          "--no-cache keeps nothing: leave out --cache and --cache-size");
    }
    if (size != null && (size < 1 || size > MOST_GIB)) {
      throw new IllegalArgumentException(
          "[cache-size] must be between 1 and " + MOST_GIB + " (GiB), got " + size);
    }
    Path at = none ? null : folder != null ? folder : usual();
    return at == null
        ? Cache.none()
        : Cache.in(at.toAbsolutePath(), size == null ? Cache.LIMIT : size * GIB, teller);
  }

  /** None where ./lp did not start this, and nobody said where. */
  private static Path usual() {
    String named = System.getenv("LP_DIR");
    if (named != null && !named.isBlank()) {
      return Path.of(named).resolve("cache");
    }
    String home = System.getProperty("lp.home");
    return home == null ? null : Path.of(home, ".lp", "cache");
  }
}
