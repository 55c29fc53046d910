package org.learnedpartition.node;

import java.nio.file.Path;
import java.util.Map;

/** A process that starts a cluster, stores a document in it, and waits to be killed. */
final class ClusterOwner {
  static final String READY = "ready";

  private ClusterOwner() {}

  /** Takes the folder of the data. */
  public static void main(String[] args) throws InterruptedException {
    Workspace workspace = Workspace.open(System.out::println);
    RunningCluster cluster =
        RunningCluster.start(
            workspace, NodeSpec.of("killed", workspace).withData(Path.of(args[0])));
    try (RestClient client = cluster.client()) {
      client.request("PUT", "/kept/_doc/1?refresh=true", Map.of("word", "kept"));
    }
    System.out.println(READY);
    Thread.currentThread().join();
  }
}
