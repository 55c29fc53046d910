package org.learnedpartition.model;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.learnedpartition.model.Refusals.assertRefused;
import static org.learnedpartition.model.TestModels.floats;
import static org.learnedpartition.model.TestModels.int64s;
import static org.learnedpartition.model.TestModels.integer;
import static org.learnedpartition.model.TestModels.node;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Graphs that pass the static check but break the router's contract when they run. */
class RouterTrialTests {
  private static final int DIMENSION = 8;
  private static final int BINS = 16;

  private static OnnxGraph graph(Consumer<GraphProto.Builder> change) {
    ModelProto.Builder model =
        TestModels.linearRouter(
            TestModels.centres(DIMENSION, BINS, Similarity.L2, 3),
            DIMENSION,
            BINS,
            BINS,
            Similarity.L2);
    change.accept(model.getGraphBuilder());
    return OnnxGraph.check(model.build().toByteString(), "router", DIMENSION, BINS);
  }

  private static void open(Consumer<GraphProto.Builder> change) {
    OnnxRouter.open(graph(change), "router", DIMENSION, BINS, OnnxRouter.TIME_LIMIT).close();
  }

  /** Puts a node between the ranking and an output. */
  private static Consumer<GraphProto.Builder> after(int output, String operator, float[] constant) {
    return graph -> {
      String name = graph.getNode(2).getOutput(output);
      graph.getNodeBuilder(2).setOutput(output, "raw");
      graph.addInitializer(floats("constant", constant, constant.length));
      graph.addNode(node(operator, List.of("raw", "constant"), List.of(name)));
    };
  }

  @Test
  void theGraphThatTheOthersAreMadeFromPasses() {
    assertDoesNotThrow(() -> open(graph -> {}));
  }

  @ParameterizedTest
  @CsvSource({"Add, 1, gave", "Mul, -1, gave no ranking", "Div, 0, gave no ranking"})
  void whatIsNoLogProbabilityIsRefused(String operator, float value, String words) {
    assertRefused(() -> open(after(0, operator, new float[] {value})), words);
  }

  @Test
  void increasingLogProbabilitiesAreRefused() {
    float[] shifts = new float[BINS];
    shifts[0] = -1e9f;
    assertRefused(() -> open(after(0, "Add", shifts)), "not increasing");
  }

  @Test
  void probabilitiesBeyondOneAreRefused() {
    assertRefused(() -> open(after(0, "Mul", new float[] {0})), "sum to 16", "more than 1");
  }

  @Test
  void binsThatDoNotExistAreRefused() {
    assertRefused(
        () ->
            open(
                graph -> {
                  graph.getNodeBuilder(2).setOutput(1, "raw");
                  graph.addInitializer(int64s("one", 1));
                  graph.addNode(node("Add", List.of("raw", "one"), List.of("bins")));
                }),
        "no ranking",
        "bins of the model");
  }

  @Test
  void binsThatRepeatAreRefused() {
    assertRefused(
        () ->
            open(
                graph -> {
                  graph.getNodeBuilder(2).setOutput(1, "raw");
                  graph.addInitializer(int64s("zero", 0));
                  graph.addNode(node("Mul", List.of("raw", "zero"), List.of("bins")));
                }),
        "ranked bin 0 twice");
  }

  @Test
  void naNIsRefusedAndDoesNotReachTheSort() {
    // Some of a row's values are NaN: C++'s sort would leave its array.
    assertRefused(
        () ->
            open(
                graph -> {
                  graph.getNodeBuilder(1).setOutput(0, "raw");
                  graph.addNode(2, node("Log", List.of("logits"), List.of("log")));
                  graph.addNode(
                      3, node("Add", List.of("raw", "log"), List.of("log_probabilities")));
                }),
        "tried on a vector of scale");
  }

  @Test
  void indicesOutOfBoundsAreRefused() {
    assertRefused(
        () ->
            open(
                graph -> {
                  graph.addInitializer(int64s("far", 1_000_000));
                  graph.addNode(
                      0,
                      node("Gather", List.of("vector", "far"), List.of("gathered"))
                          .addAttribute(integer("axis", 1)));
                  graph.addNode(1, node("Add", List.of("vector", "gathered"), List.of("sum")));
                  graph.getNodeBuilder(2).setInput(0, "sum");
                }),
        "cannot be run",
        "Gather");
  }

  @Test
  void loadingIsGivenUpAtTheTimeLimitAndALateRouterIsClosed() throws Exception {
    OnnxRouter router =
        OnnxRouter.open(graph(graph -> {}), "router", DIMENSION, BINS, OnnxRouter.TIME_LIMIT);
    CountDownLatch refused = new CountDownLatch(1);
    CompletableFuture<Thread> loading = new CompletableFuture<>();
    assertRefused(
        () ->
            OnnxRouter.within(
                Duration.ofMillis(20),
                "router",
                () -> {
                  loading.complete(Thread.currentThread());
                  try {
                    refused.await();
                  } catch (InterruptedException e) {
                    throw new AssertionError(e);
                  }
                  return router;
                }),
        "took longer than 20 ms");
    refused.countDown();
    loading.get().join();
    assertThrows(
        IllegalStateException.class,
        () -> router.route(new float[DIMENSION], 1, new int[BINS], new float[BINS]));
  }
}
