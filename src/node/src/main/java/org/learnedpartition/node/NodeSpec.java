package org.learnedpartition.node;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What cluster to start.
 *
 * @param name its name, and that of its folder: letters, digits and dashes. Only one cluster of a
 *     name runs at a time
 * @param openSearch the version of OpenSearch
 * @param plugins the zips of the plugins to install
 * @param httpPort the port of the first node; the others take the ones that follow. 0: free ones
 * @param data the folder for the data, kept when the cluster stops; empty: a temporary one
 * @param nodes how many nodes, 1..9
 * @param heap the heap of each node, as {@code -Xmx} takes it, such as {@code 512m}
 * @param debugPort where each node's JVM listens for a debugger, counted up as httpPort; 0: nowhere
 * @param settings more lines of {@code opensearch.yml}
 * @param detached whether the cluster goes on running when this process ends
 */
public record NodeSpec(
    String name,
    String openSearch,
    List<Path> plugins,
    int httpPort,
    Optional<Path> data,
    int nodes,
    String heap,
    int debugPort,
    Map<String, String> settings,
    boolean detached) {

  /** Checks the ranges. */
  public NodeSpec {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9-]{0,60}")) {
      throw new NodeException(
          "a cluster's name has 1 to 61 letters, digits and dashes, got \"" + name + "\".");
    }
    if (nodes < 1 || nodes > 9) {
      throw new NodeException("nodes must be between 1 and 9, got " + nodes + ".");
    }
    requirePort("the HTTP port", httpPort, nodes);
    requirePort("the debug port", debugPort, nodes);
    if (!heap.matches("[0-9]+[kKmMgG]")) {
      throw new NodeException(
          "the heap must be a number and k, m or g, such as 512m, got \"" + heap + "\".");
    }
    plugins = List.copyOf(plugins);
    settings = Map.copyOf(settings);
    data = data.map(folder -> folder.toAbsolutePath().normalize());
  }

  private static void requirePort(String what, int port, int nodes) {
    if (port < 0 || port + nodes - 1 > 65_535) {
      throw new NodeException(
          what + " must be between 1 and " + (65_536 - nodes) + ", or 0, got " + port + ".");
    }
  }

  /**
   * One node of the OpenSearch version that the project is built for, with the project's plugin, a
   * free port, temporary data and 512 MiB of heap. It stops with this process.
   */
  public static NodeSpec of(String name, Workspace workspace) {
    return new NodeSpec(
        name,
        Versions.current().openSearch(),
        List.of(workspace.pluginZip()),
        0,
        Optional.empty(),
        1,
        "512m",
        0,
        Map.of(),
        false);
  }

  /** With another version of OpenSearch. */
  public NodeSpec withOpenSearch(String version) {
    return new NodeSpec(
        name, version, plugins, httpPort, data, nodes, heap, debugPort, settings, detached);
  }

  /** With these plugins. */
  public NodeSpec withPlugins(List<Path> zips) {
    return new NodeSpec(
        name, openSearch, zips, httpPort, data, nodes, heap, debugPort, settings, detached);
  }

  /** With a fixed HTTP port. */
  public NodeSpec withHttpPort(int port) {
    return new NodeSpec(
        name, openSearch, plugins, port, data, nodes, heap, debugPort, settings, detached);
  }

  /** With data that is kept. */
  public NodeSpec withData(Path folder) {
    return new NodeSpec(
        name,
        openSearch,
        plugins,
        httpPort,
        Optional.of(folder),
        nodes,
        heap,
        debugPort,
        settings,
        detached);
  }

  /** With several nodes. */
  public NodeSpec withNodes(int count) {
    return new NodeSpec(
        name, openSearch, plugins, httpPort, data, count, heap, debugPort, settings, detached);
  }

  /** With another heap. */
  public NodeSpec withHeap(String size) {
    return new NodeSpec(
        name, openSearch, plugins, httpPort, data, nodes, size, debugPort, settings, detached);
  }

  /** With a port for a debugger. */
  public NodeSpec withDebugPort(int port) {
    return new NodeSpec(
        name, openSearch, plugins, httpPort, data, nodes, heap, port, settings, detached);
  }

  /** With these settings, on top of those that every node gets. */
  public NodeSpec withSettings(Map<String, String> lines) {
    return new NodeSpec(
        name, openSearch, plugins, httpPort, data, nodes, heap, debugPort, lines, detached);
  }

  /** Running on when this process ends. */
  public NodeSpec inBackground() {
    return new NodeSpec(
        name, openSearch, plugins, httpPort, data, nodes, heap, debugPort, settings, true);
  }
}
