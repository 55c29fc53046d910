package org.learnedpartition.node;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder of a cluster of one name: its state, its home, a folder for each node, logs. All but
 * the logs goes when the cluster stops.
 *
 * @param path {@code clusters/NAME} in the workspace
 */
record ClusterFolder(Path path) {
  /** Closing its indexes takes a node seconds; one that does more writes than it should. */
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);

  static ClusterFolder of(Workspace workspace, String name) {
    return new ClusterFolder(workspace.folder().resolve("clusters").resolve(name));
  }

  Path home() {
    return path.resolve("home");
  }

  Path logs() {
    return path.resolve("logs");
  }

  Path temporaryData() {
    return path.resolve("data");
  }

  Path node(String name) {
    return path.resolve("nodes").resolve(name);
  }

  Optional<ClusterState> state() {
    return ClusterState.read(path);
  }

  /** Keeps other processes from starting a cluster of this name; released by closing. */
  FileChannel lock() throws IOException {
    FileTrees.createFolder(path);
    FileChannel channel =
        FileChannel.open(
            path.resolveSibling(path.getFileName() + ".lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    channel.lock();
    return channel;
  }

  /** Stops a cluster's nodes, and removes all but the logs unless another has taken its place. */
  void stop(ClusterState state) throws IOException {
    List<Thread> stops =
        state.nodes().stream()
            .map(node -> Thread.ofVirtual().start(() -> node.process().stop(STOP_PATIENCE)))
            .toList();
    for (Thread each : stops) {
      try {
        each.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (state().map(state::equals).orElse(true)) {
      clean();
    }
  }

  /** Removes all but the logs. */
  void clean() throws IOException {
    for (Path each : List.of(home(), path.resolve("nodes"), temporaryData())) {
      FileTrees.delete(each);
    }
    Files.deleteIfExists(path.resolve("cluster.json"));
  }

  /** The folders of all clusters of a workspace. */
  static List<ClusterFolder> all(Workspace workspace) throws IOException {
    Path clusters = workspace.folder().resolve("clusters");
    if (!Files.isDirectory(clusters)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(clusters)) {
      return folders.filter(Files::isDirectory).map(ClusterFolder::new).toList();
    }
  }
}
