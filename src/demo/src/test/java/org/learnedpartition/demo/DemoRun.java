package org.learnedpartition.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.learnedpartition.node.RunningCluster;
import org.learnedpartition.node.Workspace;

/** A demo that serves its page, run by a thread of the test. */
final class DemoRun {
  private static final Pattern ADDRESS = Pattern.compile("Open (http://\\S+)");
  private static final long MINUTES_TO_START = 5;

  private final Path data;
  private final StringWriter said = new StringWriter();
  private final FutureTask<Integer> run;
  private final Thread thread;

  private DemoRun(Path data, String... arguments) {
    this.data = data;
    this.run = new FutureTask<>(() -> DemoCommand.run(new PrintWriter(said, true), arguments));
    this.thread = new Thread(run, "demo");
  }

  /** Starts one and waits until it serves. */
  static DemoRun start(Path data, String... arguments) throws Exception {
    DemoRun demo = new DemoRun(data, arguments);
    demo.thread.start();
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES_TO_START);
    while (demo.find().isEmpty()) {
      try {
        int status = demo.run.get(100, TimeUnit.MILLISECONDS);
        throw new AssertionError("the demo ended with status " + status + ": " + demo.said());
      } catch (TimeoutException e) {
        if (System.nanoTime() > end) {
          demo.stop();
          throw new AssertionError("the demo does not serve: " + demo.said(), e);
        }
      }
    }
    return demo;
  }

  /** An empty folder that the node's user can reach, as it can the node's own. */
  static Path newFolder() throws IOException {
    Path folder = workspace().folder().resolve("demo-test");
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    return Files.createDirectories(folder);
  }

  private static Workspace workspace() {
    return Workspace.open(line -> {});
  }

  /** The node that runs for a demo with this folder. */
  static Optional<RunningCluster> node(Path data) {
    return RunningCluster.find(workspace(), Demo.clusterName(data));
  }

  /** What the demo told so far. */
  String said() {
    return said.toString();
  }

  Path data() {
    return data;
  }

  URI address() {
    return find().orElseThrow();
  }

  private Optional<URI> find() {
    Matcher m = ADDRESS.matcher(said());
    return m.find() ? Optional.of(URI.create(m.group(1))) : Optional.empty();
  }

  /** Ends the demo's node behind its back. */
  void stopNode() {
    node(data).orElseThrow().close();
  }

  /** Ends the demo and its node. */
  void stop() throws InterruptedException, ExecutionException {
    thread.interrupt();
    run.get();
  }
}
