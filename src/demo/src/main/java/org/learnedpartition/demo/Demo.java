package org.learnedpartition.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.learnedpartition.data.AtomicFile;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.node.NodeSpec;
import org.learnedpartition.node.RestClient;
import org.learnedpartition.node.RunningCluster;
import org.learnedpartition.node.Workspace;
import org.learnedpartition.sets.text.Embedder;
import org.learnedpartition.sets.text.EmbeddingCache;
import tools.jackson.databind.json.JsonMapper;

/**
 * One run of the demo: embed, train, start a node, index, measure, serve. What a stage makes is
 * kept in the data folder and found by the next run:
 *
 * <pre>
 * lock                     held while a demo runs
 * definitions-KEY.vectors  see {@link EmbeddingCache}
 * examples-KEY.vectors
 * model-KEY.partition      see {@link DemoModel}
 * node/                    OpenSearch's data
 * native/                  the tokenizer's library
 * </pre>
 */
final class Demo {
  /** Below, something is broken and the run ends with an error. */
  private static final double LEAST_RECALL = 0.9;

  /** With 1 GiB the node was at times short of memory while all documents came in. */
  private static final String HEAP = "2g";

  /** Measured when a page is served of what an earlier run has measured. */
  private static final int FEWER_QUERIES = 200;

  private static final String CLUSTER = "demo";

  private final DemoOptions options;
  private final StageLog log;
  private final Workspace workspace;
  private final Path data;

  Demo(DemoOptions options, StageLog log) {
    this.options = options;
    this.log = log;
    this.workspace = Workspace.open(line -> log.say("%s", line));
    this.data =
        options.data() == null
            ? workspace.folder().resolve("demo")
            : options.data().toAbsolutePath().normalize();
  }

  /**
   * Runs all stages, and then the page until the process is interrupted.
   *
   * @return whether the recall is good enough
   */
  boolean run() throws Exception {
    Files.createDirectories(data);
    requirePort();
    try (FileChannel channel =
            FileChannel.open(
                data.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = lock(channel)) {
      if (lock == null) {
        throw new IOException(
            "another demo runs with the folder ["
                + data
                + "]: stop it, or give another folder with --data");
      }
      return stages();
    }
  }

  /** Null if another process or thread has it. */
  private static FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /** Minutes of work should not end at a port that is taken. */
  private void requirePort() throws IOException {
    if (!options.headless() && options.port() != 0) {
      try (ServerSocket socket =
          new ServerSocket(options.port(), 1, InetAddress.getLoopbackAddress())) {
        socket.setReuseAddress(true);
      } catch (IOException e) {
        throw DemoServer.portTaken(options.port(), e);
      }
    }
  }

  private boolean stages() throws Exception {
    long start = System.nanoTime();
    Corpus corpus = log.stage("read", Corpus::read);
    try (Embedder embedder = log.stage("embed", () -> new Embedder(data.resolve("native")))) {
      DemoVectors vectors =
          log.stage("embed", () -> DemoVectors.make(corpus, options.size(), embedder, data, log));
      PartitionModel model = log.stage("train", () -> new DemoModel(data, log).get(vectors));
      log.say("train    %s: %d bins", model.id().substring(0, 12), model.bins());
      RunningCluster cluster = log.stage("node", this::startNode);
      try (RestClient client = cluster.client()) {
        DemoIndex index = new DemoIndex(client);
        boolean found = log.stage("index", () -> fill(index, corpus, vectors, model));
        // Who wants the page again need not wait for what the last run told.
        int queries = found && !options.headless() ? FEWER_QUERIES : DemoVectors.MEASURED;
        Measurement measured = log.stage("measure", () -> measure(index, vectors, queries));
        double total = (System.nanoTime() - start) / 1e9;
        boolean good = tell(measured, model.bins(), total);
        if (!options.headless()) {
          serve(new ReverseDictionary(embedder, index, model, vectors.definitions(), measured));
        }
        return good;
      } finally {
        if (options.keep()) {
          log.say(
              "the node runs on at %s until the next demo, or `kill %d`",
              cluster.uris().getFirst(), cluster.pids().getFirst());
        } else {
          cluster.close();
        }
      }
    }
  }

  /** A cluster's name for a data folder that was asked for; the usual one's is short. */
  static String clusterName(Path data) {
    return CLUSTER + "-" + Integer.toHexString(data.hashCode());
  }

  private RunningCluster startNode() {
    String name = options.data() == null ? CLUSTER : clusterName(data);
    // No other demo uses this folder now, so that whatever runs was left behind.
    RunningCluster.find(workspace, name)
        .ifPresent(
            left -> {
              log.say("node     stopping the one that an earlier demo left at %s", left.uris());
              left.close();
            });
    NodeSpec spec = NodeSpec.of(name, workspace).withHeap(HEAP).withData(data.resolve("node"));
    if (options.openSearch() != null) {
      spec = spec.withOpenSearch(options.openSearch());
    }
    log.say("node     starting OpenSearch %s", spec.openSearch());
    RunningCluster cluster =
        RunningCluster.start(workspace, options.keep() ? spec.inBackground() : spec);
    log.say("node     ready at %s, logs in %s", cluster.uris().getFirst(), cluster.logs());
    return cluster;
  }

  /** Fills the index, unless it is found filled: then true. */
  private boolean fill(DemoIndex index, Corpus corpus, DemoVectors vectors, PartitionModel model)
      throws IOException, InterruptedException {
    if (index.holds(vectors.fingerprint(), model, options.size())) {
      log.say("index    %,d documents are there from an earlier run", options.size());
      return true;
    }
    index.fill(
        corpus.synsets().subList(0, options.size()),
        vectors.definitions(),
        vectors.fingerprint(),
        model,
        log.steps("index", options.size()));
    return false;
  }

  private Measurement measure(DemoIndex index, DemoVectors vectors, int queries) {
    float[] some = Arrays.copyOf(vectors.measuredQueries(), queries * Embedder.DIMENSION);
    return Measurement.of(index, some, vectors.definitions(), log.steps("measure", queries));
  }

  /** Tells and writes what was measured. */
  private boolean tell(Measurement measured, int bins, double total) throws IOException {
    log.say("");
    log.say("documents        %,d", options.size());
    log.say(
        "recall@10        %.3f   (%,d usage examples as queries; exact search agreed with brute"
            + " force on %d of %d)",
        measured.recall(), measured.queries(), measured.agreed(), measured.checked());
    log.say(
        "rows scanned     %.1f %%, in %.1f of %d bins",
        100 * measured.scannedShare(), measured.probes(), bins);
    log.say(
        "latency, median  %.1f ms, exact search %.1f ms: %.1f times as fast",
        measured.millis(), measured.exactMillis(), measured.exactMillis() / measured.millis());
    log.say("time             %.0f s  %s", total, times());
    boolean good = measured.recall() >= LEAST_RECALL && measured.agreed() == measured.checked();
    if (measured.recall() < LEAST_RECALL) {
      log.say(
          "lp demo: recall@10 is %.3f, expected at least %.1f", measured.recall(), LEAST_RECALL);
    } else if (!good) {
      log.say("lp demo: exact search through the node differs from brute force");
    }
    if (options.json() != null) {
      write(measured, total);
    }
    return good;
  }

  private String times() {
    StringBuilder text = new StringBuilder();
    log.seconds()
        .forEach(
            (stage, seconds) ->
                text.append(text.isEmpty() ? "" : ", ")
                    .append(stage)
                    .append(' ')
                    .append(Math.round(seconds)));
    return text.toString();
  }

  private void write(Measurement measured, double total) throws IOException {
    Map<String, Double> seconds = new LinkedHashMap<>(log.seconds());
    seconds.put("total", total);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("docs", options.size());
    json.put("recall_at_10", measured.recall());
    json.put("scanned_share", measured.scannedShare());
    json.put("probes", measured.probes());
    json.put("latency_p50_ms", measured.millis());
    json.put("exact_latency_p50_ms", measured.exactMillis());
    json.put("seconds", seconds);
    Path file = options.json().toAbsolutePath();
    String text = JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(json);
    AtomicFile.write(file, ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8)));
  }

  /** Serves until the process ends or the thread is interrupted. */
  private void serve(ReverseDictionary dictionary) throws IOException {
    try (dictionary;
        DemoServer server = new DemoServer(dictionary, options.port())) {
      log.say("");
      log.say("Open %s   (Ctrl-C ends the demo)", server.address());
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      log.say("ending the demo");
    }
  }
}
