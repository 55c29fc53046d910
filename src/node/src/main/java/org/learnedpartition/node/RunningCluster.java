package org.learnedpartition.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A cluster of real nodes, ready for requests. It stops when it is closed, when this process ends,
 * and, after this process was killed, when the next cluster of the workspace is started; unless it
 * was started {@link NodeSpec#inBackground() in the background}.
 */
public final class RunningCluster implements AutoCloseable {
  private final ClusterFolder folder;
  private final ClusterState state;
  private final Thread stopAtExit;

  private RunningCluster(ClusterFolder folder, ClusterState state) {
    this.folder = folder;
    this.state = state;
    this.stopAtExit = new Thread(this::stop, "stop " + state.name());
  }

  /**
   * Starts a cluster and waits until it answers.
   *
   * @throws NodeException if a cluster of the name runs already, a port is taken, the plugin was
   *     built for another version, or a node dies or does not get ready; nothing is left running
   */
  @SuppressWarnings("try") // The lock is held, not used.
  public static RunningCluster start(Workspace workspace, NodeSpec spec) {
    NodeHome base = NodeHome.of(workspace, spec.openSearch());
    List<PluginZip> plugins = spec.plugins().stream().map(PluginZip::read).toList();
    plugins.forEach(plugin -> plugin.requireBuiltFor(base.version(), base.lucene()));
    ClusterFolder folder = ClusterFolder.of(workspace, spec.name());
    List<Process> processes = new ArrayList<>();
    RunningCluster cluster;
    try (FileChannel lock = folder.lock()) {
      stopOrphans(workspace);
      Optional<ClusterState> running = folder.state().filter(ClusterState::anyRunning);
      if (running.isPresent()) {
        throw new NodeException(alreadyRunning(running.get()));
      }
      folder.clean();
      try {
        cluster =
            new RunningCluster(folder, launch(workspace, spec, base, plugins, folder, processes));
      } catch (IOException | RuntimeException e) {
        processes.forEach(Process::destroyForcibly);
        folder.clean();
        throw e;
      }
    } catch (IOException e) {
      throw new NodeException(
          "cluster " + spec.name() + " cannot be started in " + folder.path() + ": " + e, e);
    }
    if (!spec.detached()) {
      Runtime.getRuntime().addShutdownHook(cluster.stopAtExit);
    }
    try {
      new Readiness(cluster.state, processes).await();
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
    return cluster;
  }

  private static ClusterState launch(
      Workspace workspace,
      NodeSpec spec,
      NodeHome base,
      List<PluginZip> plugins,
      ClusterFolder folder,
      List<Process> processes)
      throws IOException {
    NodeUser user = workspace.user();
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    if (!user.reaches(java)) {
      throw new NodeException(
          java
              + " cannot be read by user "
              + user.name()
              + ", which runs the node since you are root; set LP_JAVA_HOME to a JDK outside of"
              + " root's home.");
    }
    Set<Integer> taken = new HashSet<>();
    List<Integer> transports = new ArrayList<>();
    List<Integer> https = new ArrayList<>();
    for (int i = 0; i < spec.nodes(); i++) {
      https.add(port("HTTP port", "--port", spec.httpPort(), i, taken));
      transports.add(Ports.choose(taken));
      if (spec.debugPort() != 0) {
        port("debug port", "--debug-port", spec.debugPort(), i, taken);
      }
    }
    Path data = spec.data().orElse(folder.temporaryData());
    prepareData(data, spec, user);
    FileTrees.delete(folder.logs());
    base.install(folder.home(), plugins);
    if (user.switched()) {
      workspace.say("OpenSearch does not run as root: user " + user.name() + " runs it");
    }
    List<ClusterState.Node> nodes = new ArrayList<>();
    for (int i = 0; i < spec.nodes(); i++) {
      String name = nodeName(i);
      // Where OpenSearch itself says that its log is.
      Path log = folder.logs().resolve(name).resolve(spec.name() + ".log");
      FileTrees.createFolder(log.getParent());
      NodeProcess node =
          new NodeProcess(
              name, folder.home(), base.folder().resolve("lib"), folder.node(name), log);
      node.configure(settings(spec, i, data, log.getParent(), https, transports));
      user.give(folder.node(name));
      user.give(log.getParent());
      Process process =
          node.start(
              user, spec.heap(), spec.debugPort() == 0 ? 0 : spec.debugPort() + i, spec.detached());
      processes.add(process);
      nodes.add(
          new ClusterState.Node(
              name, ProcessId.of(process.toHandle()), https.get(i), log.toString()));
    }
    ProcessId owner = spec.detached() ? null : ProcessId.of(ProcessHandle.current());
    ClusterState state =
        new ClusterState(
            spec.name(),
            spec.openSearch(),
            owner,
            nodes,
            data.toString(),
            folder.logs().toString());
    state.write(folder.path());
    return state;
  }

  private static String nodeName(int i) {
    return "node-" + i;
  }

  private static int port(String what, String option, int first, int i, Set<Integer> taken) {
    if (first == 0) {
      return Ports.choose(taken);
    }
    int port = first + i;
    if (!taken.add(port) || !Ports.free(port)) {
      throw new NodeException(
          what
              + " "
              + port
              + " is taken by another process; give another with "
              + option
              + ", or stop what listens there.");
    }
    return port;
  }

  private static void prepareData(Path data, NodeSpec spec, NodeUser user) throws IOException {
    if (spec.nodes() == 1 && Files.isDirectory(data.resolve(nodeName(1)))) {
      throw new NodeException(
          "the data in "
              + data
              + " belongs to a cluster of several nodes, and one of them alone"
              + " elects no manager; start as many, or give another folder with --data.");
    }
    for (int i = 0; i < spec.nodes(); i++) {
      FileTrees.createFolder(data.resolve(nodeName(i)));
    }
    for (int i = 0; i < spec.nodes(); i++) {
      user.give(data.resolve(nodeName(i)));
    }
    if (!user.reaches(data)) {
      throw new NodeException(
          "data folder "
              + data
              + " cannot be reached by user "
              + user.name()
              + ", which runs the node; give another folder.");
    }
  }

  private static Map<String, String> settings(
      NodeSpec spec, int i, Path data, Path logs, List<Integer> https, List<Integer> transports) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("cluster.name", spec.name());
    settings.put("node.name", nodeName(i));
    settings.put("path.data", data.resolve(nodeName(i)).toString());
    settings.put("path.logs", logs.toString());
    settings.put("network.host", "127.0.0.1");
    settings.put("http.port", https.get(i).toString());
    settings.put("transport.port", transports.get(i).toString());
    // A developer's disk is often fuller than 90 %, where OpenSearch stops to allocate shards.
    settings.put("cluster.routing.allocation.disk.threshold_enabled", "false");
    if (spec.nodes() == 1) {
      settings.put("discovery.type", "single-node");
    } else {
      settings.put(
          "discovery.seed_hosts",
          transports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(",")));
      settings.put("cluster.initial_cluster_manager_nodes", nodeName(0));
    }
    settings.putAll(spec.settings());
    return settings;
  }

  /** Stops what runs of clusters whose process was killed. */
  private static void stopOrphans(Workspace workspace) throws IOException {
    for (ClusterFolder each : ClusterFolder.all(workspace)) {
      Optional<ClusterState> state = each.state();
      if (state.isPresent() && state.get().orphaned()) {
        if (state.get().anyRunning()) {
          workspace.say("stopping cluster " + state.get().name() + ", left by a killed process");
        }
        each.stop(state.get());
      }
    }
  }

  /** The running cluster of a name, whoever started it. */
  public static Optional<RunningCluster> find(Workspace workspace, String name) {
    ClusterFolder folder = ClusterFolder.of(workspace, name);
    return folder
        .state()
        .filter(ClusterState::anyRunning)
        .map(state -> new RunningCluster(folder, state));
  }

  private static String alreadyRunning(ClusterState state) {
    ClusterState.Node first = state.nodes().getFirst();
    return "cluster "
        + state.name()
        + " is running already at "
        + first.uri()
        + " (pid "
        + first.process().pid()
        + ").";
  }

  /** Where each node answers. */
  public List<URI> uris() {
    return state.nodes().stream().map(ClusterState.Node::uri).toList();
  }

  /** A client of the first node. */
  public RestClient client() {
    return new RestClient(uris().getFirst());
  }

  /** The process number of each node. */
  public List<Long> pids() {
    return state.nodes().stream().map(node -> node.process().pid()).toList();
  }

  /** The version of OpenSearch. */
  public String openSearch() {
    return state.openSearch();
  }

  /** The folder of the data. */
  public Path data() {
    return Path.of(state.data());
  }

  /** The folder of the logs, one file for each node; they stay when the cluster is closed. */
  public Path logs() {
    return Path.of(state.logs());
  }

  /** Stops the nodes and removes temporary data and files. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(stopAtExit);
    } catch (IllegalStateException e) {
      return; // The process is ending: the hook stops the cluster.
    }
    stop();
  }

  private void stop() {
    try {
      folder.stop(state);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
