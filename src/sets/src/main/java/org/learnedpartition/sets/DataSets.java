package org.learnedpartition.sets;

import java.nio.file.Path;
import java.util.List;

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
    return List.of(new Clusters(), new Glove(), new Mnist(from), new WordNetMiniLm());
  }
}
