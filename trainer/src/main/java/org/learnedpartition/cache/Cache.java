package org.learnedpartition.cache;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.vector.Gemm;

/**
 * Parts of long computations in a folder, each in a file that is named by the digest of all that
 * the part is made of, the code among it. A file that is damaged or of something else is made
 * again; one that cannot be written is told of once, and harms nothing. When the files are larger
 * than the limit together, those that were not used for the longest time go.
 *
 * <p>For one thread; any number of processes may share a folder.
 */
public final class Cache {
  /** Of the files together, bytes: room for the parts of some twenty trainings on a million. */
  public static final long LIMIT = 4L << 30;

  // Also what a killed process left.
  private static final Pattern OURS = Pattern.compile("[0-9a-f]{64}\\.part(\\..*)?");

  private final Path folder;
  private final long limit;
  private final Consumer<String> teller;
  private final String code;
  private boolean failed;
  private long spared;

  private Cache(Path folder, long limit, Consumer<String> teller, String code) {
    this.folder = folder;
    this.limit = limit;
    this.teller = teller;
    this.code = code;
  }

  /** Makes a part. */
  @FunctionalInterface
  public interface Maker<T> {
    T make() throws InterruptedException;
  }

  /** A cache that keeps nothing. */
  public static Cache none() {
    return new Cache(null, 0, warning -> {}, null);
  }

  /**
   * A cache in a folder, which is made when the first part is written.
   *
   * @param limit of the files together, in bytes
   * @param teller is told, in a sentence, if parts cannot be kept
   */
  public static Cache in(Path folder, long limit, Consumer<String> teller) {
    return new Cache(folder, limit, teller, Code.digest(List.of(Cache.class, Gemm.class)));
  }

  /** Whether parts are kept, so far. */
  public boolean keeps() {
    return folder != null && !failed;
  }

  /** Begins a key; the code is in it. */
  public Key key(String part) {
    return folder == null ? Key.unused(part) : Key.of(part).with("code", code);
  }

  /** A part: from its file, else made and kept. */
  public <T> T get(Key key, Form<T> form, Progress progress, Maker<T> maker)
      throws InterruptedException {
    T found = find(key, form);
    if (found != null) {
      progress.report(key.part() + ", from the cache", 1, 1);
      return found;
    }
    long start = clock();
    T made = maker.make();
    keep(key, form, made, clock() - start);
    return made;
  }

  /** A part from its file, or null. */
  public <T> T find(Key key, Form<T> form) {
    if (folder == null) {
      return null;
    }
    long start = System.nanoTime();
    Path file = file(key);
    PartFile.Read<T> read = null;
    try {
      read = Files.isRegularFile(file) ? PartFile.read(file, key.digest(), form) : null;
    } catch (IOException e) {
      // Made again.
      read = null;
    }
    if (read != null) {
      // Its time tells when it was used last; where that cannot be set, it goes sooner.
      file.toFile().setLastModified(System.currentTimeMillis());
    }
    spared -= System.nanoTime() - start;
    if (read == null) {
      return null;
    }
    spared += (long) (read.seconds() * 1e9);
    return read.value();
  }

  /**
   * Keeps a part.
   *
   * @param nanos that it took to make, by {@link #clock}
   */
  public <T> void keep(Key key, Form<T> form, T value, long nanos) throws InterruptedException {
    if (!keeps()) {
      return;
    }
    long start = System.nanoTime();
    Path file = file(key);
    try {
      Files.createDirectories(folder);
      PartFile.write(file, key.digest(), nanos / 1e9, value, form);
      trim(file);
    } catch (ClosedByInterruptException e) {
      throw new InterruptedException("interrupted");
    } catch (IOException e) {
      failed = true;
      teller.accept(
          "nothing more is kept in the cache ["
              + folder
              + "], and a run that is killed begins again at what is there: "
              + e);
    }
    spared -= System.nanoTime() - start;
  }

  /**
   * Nanoseconds that go by as if nothing came from the cache and nothing was written to it: what is
   * read counts as long as it once took to make.
   */
  public long clock() {
    return System.nanoTime() + spared;
  }

  private Path file(Key key) {
    return folder.resolve(key.digest() + ".part");
  }

  private record Old(Path path, long time, long size) {}

  private void trim(Path newest) throws IOException {
    List<Old> files = new ArrayList<>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path path : all.toList()) {
        if (OURS.matcher(path.getFileName().toString()).matches()) {
          files.add(new Old(path, path.toFile().lastModified(), path.toFile().length()));
        }
      }
    }
    long sum = files.stream().mapToLong(Old::size).sum();
    files.sort(Comparator.comparingLong(Old::time));
    for (Old old : files) {
      if (sum > limit && !old.path.equals(newest)) {
        Files.deleteIfExists(old.path);
        sum -= old.size;
      }
    }
  }
}
