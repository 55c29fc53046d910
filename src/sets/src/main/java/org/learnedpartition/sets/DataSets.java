package org.learnedpartition.sets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The sets that can be made, and where they live. */
public final class DataSets {
  private DataSets() {}

  /**
   * The folder of all sets: the option's, else that of the environment variable {@code LP_DATA},
   * else {@code data} beside the launcher.
   *
   * @param option what the command line says; null if it does not
   */
  public static Path root(Path option) {
    if (option != null) {
      return option;
    }
    String variable = System.getenv("LP_DATA");
    if (variable != null && !variable.isBlank()) {
      return Path.of(variable);
    }
    return Path.of(System.getProperty("lp.home", "")).resolve("data");
  }

  /**
   * The sets that this project knows how to make.
   *
   * @param from folder of the user's own files; null if none was named
   */
  static List<Recipe> recipes(Path from) {
    return List.of(
        new Clusters(), new Glove(), new Mnist(from), new WordNetMiniLm(), new PhotoSift());
  }

  /** Names of the sets in a folder that were made of the user's own files, sorted. */
  static List<String> imported(Path root) throws IOException {
    List<String> known = recipes(null).stream().map(Recipe::name).toList();
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(root)) {
      return folders
          .map(folder -> folder.getFileName().toString())
          .filter(name -> !known.contains(name) && DataSet.isMade(root, name))
          .sorted()
          .toList();
    }
  }
}
