package org.learnedpartition.node;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code ./lp node start|stop|status}: a real OpenSearch node with the plugin in it. */
@Command(
    name = "lp node",
    description = "A real OpenSearch node with the plugin in it.",
    mixinStandardHelpOptions = true,
    versionProvider = NodeCommand.Version.class,
    scope = CommandLine.ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND")
public final class NodeCommand implements Runnable {
  private static final String CLUSTER = "node";

  @Spec private CommandSpec spec;

  /** What {@code --version} prints. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      Versions versions = Versions.current();
      return new String[] {
        "learned partition " + versions.project() + ", for OpenSearch " + versions.openSearch()
      };
    }
  }

  /** Runs a command and exits: 0 done, 1 failed, 2 wrong usage. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new NodeCommand());
    line.setExecutionExceptionHandler(
        (e, command, parsed) -> {
          if (!(e instanceof NodeException)) {
            throw e;
          }
          command.getErr().println("lp node: " + e.getMessage());
          return 1;
        });
    return line;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "lp node: one of start, stop and status is missing");
  }

  private static Workspace workspace(CommandSpec spec) {
    PrintWriter err = spec.commandLine().getErr();
    return Workspace.open(message -> err.println("lp node: " + message));
  }

  private static void print(CommandSpec spec, boolean json, Map<String, Object> facts) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(facts));
    } else {
      facts.forEach((key, value) -> out.printf("%-12s %s%n", key, value));
    }
    out.flush();
  }

  private static Map<String, Object> facts(RunningCluster cluster) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("running", true);
    facts.put("opensearch", cluster.openSearch());
    facts.put("urls", cluster.uris());
    facts.put("pids", cluster.pids());
    facts.put("data", cluster.data().toString());
    facts.put("logs", cluster.logs().toString());
    return facts;
  }

  @Command(name = "start", description = "Starts nodes and returns when they answer.")
  int start(
      @Option(
              names = "--opensearch",
              paramLabel = "VERSION",
              description = "version of OpenSearch (default: the one the plugin was built for)")
          String version,
      @Option(
              names = "--port",
              paramLabel = "PORT",
              defaultValue = "9200",
              description = "HTTP port of the first node, 0 for a free one (default: 9200)")
          int port,
      @Option(
              names = "--data",
              paramLabel = "DIR",
              description = "folder of the data, kept (default: data/VERSION in .lp)")
          Path data,
      @Option(
              names = "--nodes",
              paramLabel = "N",
              defaultValue = "1",
              description = "number of nodes, 1 to 9 (default: 1)")
          int nodes,
      @Option(
              names = "--heap",
              paramLabel = "SIZE",
              defaultValue = "1g",
              description = "heap of each node (default: 1g)")
          String heap,
      @Option(
              names = "--debug-port",
              paramLabel = "PORT",
              defaultValue = "0",
              description = "where the first node's JVM listens for a debugger (default: nowhere)")
          int debugPort,
      @Option(
              names = {"-E", "--setting"},
              paramLabel = "KEY=VALUE",
              description = "a line of opensearch.yml, repeatable")
          Map<String, String> settings,
      @Option(names = "--json", description = "print JSON") boolean json) {
    Workspace workspace = workspace(spec);
    long started = System.nanoTime();
    Optional<RunningCluster> running = RunningCluster.find(workspace, CLUSTER);
    if (running.isPresent()) {
      spec.commandLine()
          .getErr()
          .println("lp node: running already; stop it first to start it otherwise");
      print(spec, json, facts(running.get()));
      return 0;
    }
    NodeSpec wanted =
        NodeSpec.of(CLUSTER, workspace)
            .withHttpPort(port)
            .withNodes(nodes)
            .withHeap(heap)
            .withDebugPort(debugPort)
            .inBackground();
    if (version != null) {
      wanted = wanted.withOpenSearch(version);
    }
    if (settings != null) {
      wanted = wanted.withSettings(settings);
    }
    wanted =
        wanted.withData(
            data != null ? data : workspace.folder().resolve("data").resolve(wanted.openSearch()));
    Map<String, Object> facts = facts(RunningCluster.start(workspace, wanted));
    if (debugPort != 0) {
      facts.put("debugger", "127.0.0.1:" + debugPort);
    }
    facts.put("seconds", Math.round((System.nanoTime() - started) / 1e8) / 10.0);
    print(spec, json, facts);
    return 0;
  }

  @Command(name = "stop", description = "Stops them.")
  int stop(@Option(names = "--json", description = "print JSON") boolean json) {
    Workspace workspace = workspace(spec);
    Optional<RunningCluster> running = RunningCluster.find(workspace, CLUSTER);
    running.ifPresent(RunningCluster::close);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("running", false);
    facts.put("stopped", running.map(RunningCluster::pids).orElse(List.of()));
    print(spec, json, facts);
    return 0;
  }

  @Command(name = "status", description = "Tells whether they run; exit code 0 if so, else 3.")
  int status(@Option(names = "--json", description = "print JSON") boolean json) {
    Workspace workspace = workspace(spec);
    Optional<RunningCluster> running = RunningCluster.find(workspace, CLUSTER);
    if (running.isEmpty()) {
      print(spec, json, Map.of("running", false));
      return 3;
    }
    Map<String, Object> facts = facts(running.get());
    try (RestClient client = running.get().client()) {
      JsonNode health = client.request("GET", "/_cluster/health");
      facts.put("health", health.path("status").asString());
      facts.put("nodes", health.path("number_of_nodes").asInt());
    } catch (java.io.UncheckedIOException | RestException e) {
      facts.put("health", "no answer: " + e.getMessage());
    }
    print(spec, json, facts);
    return 0;
  }
}
