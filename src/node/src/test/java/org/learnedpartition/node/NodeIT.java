package org.learnedpartition.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Real nodes: what they are made of, how they end, and what is said when they do not start. */
@ExtendWith(NodeExtension.class)
class NodeIT {
  private final List<String> said = new ArrayList<>();
  private final Workspace workspace = Workspace.open(said::add);

  @Test
  void theNodeHasOurPlugin(RunningCluster cluster, RestClient client) {
    JsonNode plugins = client.request("GET", "/_cat/plugins?format=json");
    assertEquals(1, plugins.size(), plugins.toString());
    assertEquals("learned-partition", plugins.get(0).path("component").asString());
    JsonNode root = client.request("GET", "/");
    assertEquals(cluster.openSearch(), root.path("version").path("number").asString());
  }

  @Test
  void aTakenPortIsNamedBeforeAnythingStarts(RunningCluster other) {
    int port = other.uris().getFirst().getPort();
    NodeException e =
        assertThrows(
            NodeException.class,
            () ->
                RunningCluster.start(
                    workspace, NodeSpec.of("port-taken", workspace).withHttpPort(port)));
    assertTrue(e.getMessage().contains("HTTP port " + port + " is taken"), e.getMessage());
    assertFalse(Files.exists(ClusterFolder.of(workspace, "port-taken").home()));
  }

  @Test
  void aDeadStartIsToldWithItsReason() throws Exception {
    NodeSpec spec = NodeSpec.of("broken", workspace).withSettings(Map.of("no.such.setting", "1"));
    long start = System.nanoTime();
    NodeException e =
        assertThrows(NodeException.class, () -> RunningCluster.start(workspace, spec));
    assertTrue(Duration.ofNanos(System.nanoTime() - start).toSeconds() < 60);
    assertTrue(e.getMessage().contains("unknown setting [no.such.setting]"), e.getMessage());
    Path log = ClusterFolder.of(workspace, "broken").logs().resolve("node-0/broken.log");
    assertTrue(e.getMessage().contains(log.toString()), e.getMessage());
    assertTrue(Files.size(log) > 0);
    assertTrue(RunningCluster.find(workspace, "broken").isEmpty());
  }

  @Test
  void aSecondClusterOfTheSameNameIsRefused(RunningCluster cluster) {
    NodeException e =
        assertThrows(
            NodeException.class,
            () -> RunningCluster.start(workspace, NodeSpec.of("tests", workspace)));
    assertTrue(
        e.getMessage().contains("running already at " + cluster.uris().getFirst()), e.getMessage());
  }

  /** Its data goes on, whatever was killed: the process it belongs to, or the node itself. */
  @Test
  void aKilledClusterIsStartedAgain() throws Exception {
    Path data = workspace.folder().resolve("data").resolve("killed");
    FileTrees.delete(data);
    NodeSpec spec = NodeSpec.of("killed", workspace).withData(data);
    Process owner =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ClusterOwner.class.getName(),
                data.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output = owner.inputReader()) {
      String line = output.readLine();
      while (line != null && !line.equals(ClusterOwner.READY)) {
        line = output.readLine();
      }
      assertEquals(ClusterOwner.READY, line);
    } finally {
      owner.destroyForcibly().waitFor();
    }
    RunningCluster orphan = RunningCluster.find(workspace, "killed").orElseThrow();
    long pid = orphan.pids().getFirst();
    assertTrue(ProcessHandle.of(pid).isPresent());

    try (RunningCluster second = RunningCluster.start(workspace, spec)) {
      assertTrue(said.toString().contains("left by a killed process"), said.toString());
      assertTrue(ProcessHandle.of(pid).isEmpty());
      assertEquals(1, count(second));
      pid = second.pids().getFirst();
      ProcessHandle node = ProcessHandle.of(pid).orElseThrow();
      node.destroyForcibly();
      node.onExit().get();
      assertTrue(RunningCluster.find(workspace, "killed").isEmpty());
    }
    ClusterFolder folder = ClusterFolder.of(workspace, "killed");
    try (RunningCluster third = RunningCluster.start(workspace, spec)) {
      assertEquals(1, count(third));
      pid = third.pids().getFirst();
      assertTrue(Files.exists(folder.home()));
    }
    assertTrue(ProcessHandle.of(pid).isEmpty());
    assertFalse(Files.exists(folder.home()));
    assertFalse(Files.exists(folder.node("node-0")));
    assertTrue(Files.exists(folder.logs()));
    FileTrees.delete(data);
  }

  private static long count(RunningCluster cluster) {
    try (RestClient client = cluster.client()) {
      return client.request("GET", "/kept/_count").path("count").asLong();
    }
  }
}
