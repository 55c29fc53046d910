package org.learnedpartition.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The folder that holds node homes, running clusters, their logs and their data: {@code $LP_DIR},
 * else {@code .lp} in the checkout. Where the user that runs the nodes cannot reach it (started as
 * root below a home folder of mode 0700), a folder in {@code /var/tmp} takes its place.
 *
 * <pre>
 * homes/opensearch-VERSION/   one assembled OpenSearch, see {@link NodeHome}
 * clusters/NAME/              one cluster: cluster.json, home, node-0, logs
 * data/VERSION/               data of {@code ./lp node start} without {@code --data}
 * </pre>
 */
public final class Workspace {
  private final Path checkout;
  private final Path folder;
  private final NodeUser user;
  private final Consumer<String> say;

  private Workspace(Path checkout, Path folder, NodeUser user, Consumer<String> say) {
    this.checkout = checkout;
    this.folder = folder;
    this.user = user;
    this.say = say;
  }

  /**
   * The workspace of the checkout that this process was started in.
   *
   * @param say takes one-line messages for the user, such as where the folder is and what takes
   *     long
   * @throws NodeException if there is no checkout, or the folder cannot be made
   */
  public static Workspace open(Consumer<String> say) {
    Path checkout = findCheckout();
    String named = System.getenv("LP_DIR");
    Path folder =
        named == null || named.isBlank()
            ? checkout.resolve(".lp")
            : Path.of(named).toAbsolutePath().normalize();
    return open(checkout, folder, NodeUser.detect(), say);
  }

  static Workspace open(Path checkout, Path wanted, NodeUser user, Consumer<String> say) {
    Path folder = wanted;
    try {
      FileTrees.createFolder(folder);
      if (!user.reaches(folder)) {
        folder = Path.of("/var/tmp", "learned-partition-" + Integer.toHexString(wanted.hashCode()));
        FileTrees.createFolder(folder);
        if (!Files.getOwner(folder).equals(Files.getOwner(wanted)) || !user.reaches(folder)) {
          throw new NodeException(
              folder
                  + " belongs to someone else; set LP_DIR to a folder that "
                  + user.name()
                  + " can reach.");
        }
        say.accept(
            wanted
                + " cannot be reached by user "
                + user.name()
                + ", which runs the node; using "
                + folder);
      }
    } catch (IOException e) {
      throw new NodeException(
          "folder " + folder + " cannot be made (" + e + "); set LP_DIR to one that can.", e);
    }
    return new Workspace(checkout, folder, user, say);
  }

  /** The project's root: {@code -Dlp.home}, as ./lp sets it, or the nearest one up from here. */
  private static Path findCheckout() {
    String home = System.getProperty("lp.home");
    if (home != null) {
      return Path.of(home).toAbsolutePath().normalize();
    }
    Path here = Path.of("").toAbsolutePath();
    for (Path each = here; each != null; each = each.getParent()) {
      if (Files.isRegularFile(each.resolve("lp")) && Files.isDirectory(each.resolve("plugin"))) {
        return each;
      }
    }
    throw new NodeException(
        here + " is not in a checkout of learned partition; use ./lp or set -Dlp.home.");
  }

  /** The folder itself. */
  public Path folder() {
    return folder;
  }

  /** The project's root. */
  public Path checkout() {
    return checkout;
  }

  /** The zip of our plugin, as the build left it. */
  public Path pluginZip() {
    return checkout.resolve(
        "plugin/target/learned-partition-plugin-" + Versions.current().project() + ".zip");
  }

  NodeUser user() {
    return user;
  }

  void say(String message) {
    say.accept(message);
  }
}
