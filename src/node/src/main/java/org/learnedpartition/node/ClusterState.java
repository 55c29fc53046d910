package org.learnedpartition.node;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a cluster's folder says about it, in {@code cluster.json}: so that another shell can stop
 * it, and a run that was killed leaves nothing that cannot be found.
 *
 * @param name the cluster's name
 * @param openSearch the version of OpenSearch
 * @param owner the process that the cluster ends with; null if it runs in the background
 * @param nodes the nodes
 * @param data where the data is
 * @param logs the folder of the logs
 */
record ClusterState(
    String name, String openSearch, ProcessId owner, List<Node> nodes, String data, String logs) {
  private static final String FILE = "cluster.json";

  ClusterState {
    nodes = List.copyOf(nodes);
  }

  /**
   * One node.
   *
   * @param name the node's name
   * @param process its process
   * @param httpPort where it answers
   * @param log its log file
   */
  record Node(String name, ProcessId process, int httpPort, String log) {
    URI uri() {
      return URI.create("http://127.0.0.1:" + httpPort);
    }
  }

  /** The state in a cluster's folder; empty if there is none, or none that can be read. */
  static Optional<ClusterState> read(Path folder) {
    try {
      return Optional.of(
          JsonMapper.shared()
              .readValue(Files.readAllBytes(folder.resolve(FILE)), ClusterState.class));
    } catch (IOException | JacksonException e) {
      return Optional.empty();
    }
  }

  void write(Path folder) throws IOException {
    Path draft = folder.resolve(FILE + ".new");
    Files.write(
        draft, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
    Files.move(
        draft,
        folder.resolve(FILE),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** Whether any of its nodes runs. */
  boolean anyRunning() {
    return nodes.stream().anyMatch(node -> node.process().running().isPresent());
  }

  /** Whether the process it should end with is gone. */
  boolean orphaned() {
    return owner != null && owner.running().isEmpty();
  }
}
