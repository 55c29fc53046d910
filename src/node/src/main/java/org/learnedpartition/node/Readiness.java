package org.learnedpartition.node;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Waits until a cluster that was just launched answers, or tells why it will not. */
final class Readiness {
  /** A start takes 10 to 20 s of processor time, and machines are shared. */
  private static final Duration PATIENCE = Duration.ofSeconds(180);

  /** Existing indexes are opened after the node answers; one that stays red must not hide it. */
  private static final Duration RED_PATIENCE = Duration.ofSeconds(30);

  private static final Duration PAUSE = Duration.ofMillis(200);

  private final ClusterState state;
  private final List<Process> processes;

  Readiness(ClusterState state, List<Process> processes) {
    this.state = state;
    this.processes = List.copyOf(processes);
  }

  /**
   * Returns when all nodes have joined and no index is being opened.
   *
   * @throws NodeException if a node ended or time ran out, with the reason from its log
   */
  void await() {
    long start = System.nanoTime();
    long joined = 0;
    try (RestClient client =
        new RestClient(state.nodes().getFirst().uri(), Duration.ofSeconds(5))) {
      while (true) {
        requireAlive();
        JsonNode health = health(client);
        if (health != null && health.path("number_of_nodes").asInt() == state.nodes().size()) {
          joined = joined == 0 ? System.nanoTime() : joined;
          if (!health.path("status").asString().equals("red")
              || System.nanoTime() - joined > RED_PATIENCE.toNanos()) {
            return;
          }
        } else if (System.nanoTime() - start > PATIENCE.toNanos()) {
          ClusterState.Node first = state.nodes().getFirst();
          throw new NodeException(
              "cluster "
                  + state.name()
                  + " did not get ready in "
                  + PATIENCE.toSeconds()
                  + " s; last in its log "
                  + first.log()
                  + ": "
                  + NodeLog.reason(Path.of(first.log())));
        }
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NodeException("interrupted while cluster " + state.name() + " started", e);
    }
  }

  /** Null while the node does not answer yet. */
  private static JsonNode health(RestClient client) {
    try {
      return client.request("GET", "/_cluster/health");
    } catch (UncheckedIOException | RestException e) {
      return null;
    }
  }

  private void requireAlive() {
    for (int i = 0; i < processes.size(); i++) {
      if (!processes.get(i).isAlive()) {
        ClusterState.Node node = state.nodes().get(i);
        throw new NodeException(
            "OpenSearch "
                + state.openSearch()
                + " ("
                + node.name()
                + ") ended while it started,"
                + " exit code "
                + processes.get(i).exitValue()
                + ": "
                + NodeLog.reason(Path.of(node.log()))
                + "\nIts log: "
                + node.log());
      }
    }
  }
}
