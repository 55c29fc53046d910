package org.learnedpartition.sets;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

/**
 * Makes sets in a folder. A set is whole when its {@code set.json} is there, which is written last,
 * after the checksums agreed.
 */
final class SetMaker {
  private final Path root;
  private final Workers workers;
  private final Progress progress;
  private final Consumer<String> say;

  /**
   * @param root folder of the sets; made where it is missing
   * @param say is told what a progress bar cannot tell
   */
  SetMaker(Path root, Workers workers, Progress progress, Consumer<String> say) {
    this.root = root;
    this.workers = workers;
    this.progress = progress;
    this.say = say;
  }

  /** Makes the set, or only opens it if it is whole. */
  DataSet make(Recipe recipe) throws IOException, InterruptedException {
    if (DataSet.isMade(root, recipe.name())) {
      return DataSet.open(root, recipe.name());
    }
    Card card = Card.of(recipe.name());
    return locked(
        recipe.name(),
        folder -> {
          recipe.make(new Making(folder, workers, progress, say));
          SortedMap<String, String> sums = Checksums.of(folder, card.sha256().keySet(), progress);
          compare(recipe.name(), card, folder, sums);
          return DataSet.describe(
              folder, new DataSet.Description(card.space(), card.base(), card.queries(), sums));
        });
  }

  /**
   * Makes a set of the user's own data.
   *
   * @throws IllegalArgumentException if there is a set of that name
   */
  DataSet make(String name, UserData data) throws IOException, InterruptedException {
    if (DataSet.isMade(root, name)) {
      throw new IllegalArgumentException(
          "the set ["
              + name
              + "] is there already: choose another name, or delete ["
              + root.resolve(name)
              + "]");
    }
    // Before there is a folder: names are mistyped.
    Import.check(data);
    return locked(
        name,
        folder ->
            DataSet.describe(
                folder,
                new Import(data, new Making(folder, workers, progress, say)).make(workers)));
  }

  /** What is done in a set's folder while no other process makes that set. */
  @FunctionalInterface
  interface Work {
    DataSet in(Path folder) throws IOException, InterruptedException;
  }

  DataSet locked(String name, Work work) throws IOException, InterruptedException {
    Path folder = Files.createDirectories(root.resolve(name));
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = lock(channel)) {
      if (lock == null) {
        throw new IOException(
            "another process makes the set [" + name + "] in [" + root + "]: wait for it");
      }
      // It may have been made while this process came here.
      return DataSet.isMade(root, name) ? DataSet.open(root, name) : work.in(folder);
    }
  }

  private static FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private void compare(String name, Card card, Path folder, SortedMap<String, String> sums)
      throws IOException {
    List<String> wrong = differing(card.sha256(), sums);
    List<String> other = wrong.stream().filter(card.ofOneMachine()::contains).toList();
    if (wrong.size() > other.size()) {
      wrong.removeAll(other);
      throw new IOException(
          differs(folder, wrong, sums, card.sha256())
              + " delete the named files and make the set again");
    }
    if (!other.isEmpty()) {
      say.accept(
          "note: "
              + other
              + " of ["
              + name
              + "] differ from the noted checksums, since these vectors depend on the processor and"
              + " on library versions; figures compare only within this copy of the set");
    }
  }

  private static List<String> differing(
      SortedMap<String, String> expected, SortedMap<String, String> found) {
    return new ArrayList<>(
        expected.keySet().stream()
            .filter(name -> !expected.get(name).equals(found.get(name)))
            .toList());
  }

  private static String differs(
      Path folder, List<String> names, Map<String, String> found, Map<String, String> expected) {
    StringBuilder text = new StringBuilder("wrong checksums in [" + folder + "]:");
    for (String name : names) {
      text.append(" [")
          .append(name)
          .append("] has SHA-256 ")
          .append(found.get(name))
          .append(", expected ")
          .append(expected.get(name))
          .append(';');
    }
    return text.toString();
  }

  /**
   * Compares a whole set with the checksums in its {@code set.json}.
   *
   * @throws IOException if a file is missing or has changed; names each
   */
  void check(DataSet set) throws IOException, InterruptedException {
    SortedMap<String, String> expected = set.description().sha256();
    List<String> missing =
        expected.keySet().stream()
            .filter(name -> !Files.isRegularFile(set.folder().resolve(name)))
            .toList();
    if (!missing.isEmpty()) {
      throw new IOException(
          "the set ["
              + set.folder()
              + "] lacks "
              + missing
              + ": delete ["
              + set.file()
              + "] and make the set again");
    }
    SortedMap<String, String> found = Checksums.of(set.folder(), expected.keySet(), progress);
    List<String> wrong = differing(expected, found);
    if (!wrong.isEmpty()) {
      throw new IOException(
          differs(set.folder(), wrong, found, expected)
              + " delete ["
              + set.file()
              + "] and the named files, and make the set again");
    }
  }
}
