package org.learnedpartition.demo;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.learnedpartition.node.NodeException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./lp demo}. */
@Command(
    name = "lp demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "A reverse dictionary: type a meaning, see the word.",
      "",
      "Embeds the definitions of WordNet, learns a partition of them, starts an OpenSearch node with"
          + " the plugin, indexes, measures recall against exact search, and serves a page to try"
          + " it. Everything is kept: a second run is ready within a minute."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:the page was served, or recall@10 is at least 0.9",
      "1:recall@10 is below 0.9, or something failed",
      "2:the command line is wrong"
    })
public final class DemoCommand implements Callable<Integer> {
  /** Held here, since a level goes with the last reference to its logger. */
  private static final Logger LUCENE = Logger.getLogger("org.apache.lucene");

  @Spec private CommandSpec spec;

  @Option(
      names = "--size",
      paramLabel = "N",
      defaultValue = "" + DemoOptions.MAX_SIZE,
      description = "Use N definitions, 1000 to 117791 (default: ${DEFAULT-VALUE}, all).")
  private int size;

  @Option(names = "--headless", description = "Measure, stop the node, end: no page.")
  private boolean headless;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write what was measured to FILE as JSON.")
  private Path json;

  @Option(
      names = "--port",
      paramLabel = "P",
      defaultValue = "" + DemoOptions.DEFAULT_PORT,
      description = "Port of the page, 0 for any free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--opensearch",
      paramLabel = "V",
      description = "Version of OpenSearch to run (default: the one the plugin is built for).")
  private String openSearch;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder that keeps vectors, model and index (default: demo in $LP_DIR, else .lp/demo).")
  private Path data;

  @Option(names = "--keep", description = "Leave the node running at the end.")
  private boolean keep;

  /** Runs the command line and ends the process with its status. */
  public static void main(String[] arguments) {
    // It tells which processor instructions it uses.
    LUCENE.setLevel(Level.WARNING);
    System.exit(run(new PrintWriter(System.err, true), arguments));
  }

  /**
   * Runs the command line; the status as {@code --help} tells it.
   *
   * @param err what is told goes here
   */
  static int run(PrintWriter err, String... arguments) {
    return new CommandLine(new DemoCommand())
        .setErr(err)
        .setExecutionExceptionHandler(
            (e, commandLine, parsed) -> {
              commandLine.getErr().println("lp demo: " + e.getMessage());
              if (e instanceof RuntimeException && !(e instanceof NodeException)) {
                e.printStackTrace(commandLine.getErr());
              }
              return CommandLine.ExitCode.SOFTWARE;
            })
        .execute(arguments);
  }

  @Override
  public Integer call() throws Exception {
    DemoOptions options;
    try {
      options = new DemoOptions(size, headless, json, port, openSearch, data, keep);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    StageLog log = new StageLog(spec.commandLine().getErr());
    return new Demo(options, log).run() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }
}
