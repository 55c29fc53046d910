package org.learnedpartition.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.learnedpartition.model.TestModels.floats;
import static org.learnedpartition.model.TestModels.integer;
import static org.learnedpartition.model.TestModels.node;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.learnedpartition.vector.Bfloat16;

/** Our own evaluator against ONNX Runtime, on graphs that others may bring. */
class DenseRouterTests {
  private static final int DIMENSION = 10;
  private static final int BINS = 37;
  private static final float TOLERANCE = 1e-4f;

  private static float[] random(Random random, int length, double scale) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) (random.nextGaussian() * scale);
    }
    return values;
  }

  private static OnnxGraph linear(
      Similarity similarity, int ranked, Consumer<GraphProto.Builder> change) {
    ModelProto.Builder model =
        TestModels.linearRouter(
            TestModels.centres(DIMENSION, BINS, similarity, 3),
            DIMENSION,
            BINS,
            ranked,
            similarity);
    change.accept(model.getGraphBuilder());
    return OnnxGraph.check(model.build().toByteString(), "router", DIMENSION, BINS);
  }

  private static DenseRouter dense(OnnxGraph graph) {
    return DenseRouter.of(graph, "router", DIMENSION, BINS);
  }

  /** Layers of random kinds and widths between the vector and the logits. */
  private static OnnxGraph random(long seed) {
    Random random = new Random(seed);
    ModelProto.Builder model =
        TestModels.linearRouter(
            new float[DIMENSION * BINS], DIMENSION, BINS, 1 + random.nextInt(BINS), Similarity.L2);
    GraphProto.Builder graph = model.getGraphBuilder();
    List<NodeProto> tail = graph.getNodeList().subList(1, graph.getNodeCount());
    graph.clearNode();
    String last = "vector";
    int width = DIMENSION;
    int layers = 1 + random.nextInt(5);
    for (int i = 0; i <= layers; i++) {
      String to = i == layers ? "logits" : "value" + i;
      int columns = i == layers ? BINS : 1 + random.nextInt(20);
      int kind = i == layers ? random.nextInt(2) : random.nextInt(8);
      if (kind < 2) {
        boolean transposed = random.nextBoolean();
        float[] weights = random(random, columns * width, 0.5);
        // Held in another form when they are.
        boolean halves = random.nextBoolean();
        for (int j = 0; halves && j < weights.length; j++) {
          weights[j] = Bfloat16.round(weights[j]);
        }
        graph.addInitializer(
            transposed
                ? floats("weight" + i, weights, columns, width)
                : floats("weight" + i, weights, width, columns));
        graph.addInitializer(floats("bias" + i, random(random, columns, 1), columns));
        List<String> inputs = new ArrayList<>(List.of(last, "weight" + i));
        if (random.nextBoolean()) {
          inputs.add("bias" + i);
        }
        boolean product = !transposed && inputs.size() == 2;
        NodeProto.Builder gemm = node(product ? "MatMul" : "Gemm", inputs, List.of(to));
        graph.addNode(product ? gemm : gemm.addAttribute(integer("transB", transposed ? 1 : 0)));
        width = columns;
      } else if (kind < 4) {
        graph.addInitializer(floats("row" + i, random(random, width, 1), 1, width));
        boolean first = kind == 3 && random.nextBoolean();
        List<String> inputs = first ? List.of("row" + i, last) : List.of(last, "row" + i);
        String operator = kind == 2 ? "Sub" : random.nextBoolean() ? "Add" : "Mul";
        graph.addNode(node(operator, inputs, List.of(to)));
      } else {
        List<String> inputs = kind == 4 ? List.of(last, last) : List.of(last);
        String[] operators = {"Add", "Relu", "LpNormalization", "Identity"};
        graph.addNode(node(operators[kind - 4], inputs, List.of(to)));
      }
      last = to;
    }
    graph.addAllNode(tail);
    return OnnxGraph.check(model.build().toByteString(), "router", DIMENSION, BINS);
  }

  @RepeatedTest(60)
  void layersAnswerAsOnnxRuntimeDoes(RepetitionInfo repetition) {
    int seed = repetition.getCurrentRepetition();
    OnnxGraph graph = random(seed);
    DenseRouter own = dense(graph);
    assertNotNull(own, "seed " + seed);
    assertAgree(own, graph, random(new Random(seed), 50 * DIMENSION, 1), "seed " + seed);
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void extremeVectorsAreAnsweredAsByOnnxRuntime(Similarity similarity) {
    OnnxGraph graph = linear(similarity, BINS, g -> {});
    for (double scale : new double[] {0, 1e-30, 1e-18, 1e-3, 1e3, 1e9, 1e17, 1e19, 1e25, 1e38}) {
      float[] vectors = random(new Random(1), 20 * DIMENSION, scale);
      for (int i = 0; i < vectors.length; i++) {
        vectors[i] = Math.clamp(vectors[i], -Float.MAX_VALUE, Float.MAX_VALUE);
      }
      assertAgree(dense(graph), graph, vectors, similarity + ", scale " + scale);
    }
  }

  private static void assertAgree(DenseRouter own, OnnxGraph graph, float[] vectors, String which) {
    int count = vectors.length / DIMENSION;
    int ranked = graph.ranked();
    float[] dense = new float[count * BINS];
    int[] ownBins = new int[count * ranked];
    float[] ownRanking = new float[count * ranked];
    int[] bins = new int[count * ranked];
    float[] ranking = new float[count * ranked];
    own.logProbabilities(vectors, 0, count, dense);
    own.route(vectors, count, ownBins, ownRanking);
    try (Router reference =
        OnnxRouter.open(graph, "router", DIMENSION, BINS, OnnxRouter.TIME_LIMIT)) {
      reference.route(vectors, count, bins, ranking);
    }
    for (int i = 0; i < count; i++) {
      String at = which + ", vector " + i;
      // Sums of large numbers differ by digits of the largest.
      float largest = 1;
      for (int bin = 0; bin < BINS; bin++) {
        largest = Math.max(largest, Math.abs(dense[i * BINS + bin]));
      }
      for (int j = i * ranked; j < (i + 1) * ranked; j++) {
        if (ranking[j] == Float.NEGATIVE_INFINITY) {
          assertEquals(ranking[j], ownRanking[j], at);
          continue;
        }
        assertEquals(ranking[j], ownRanking[j], TOLERANCE * largest, at);
        assertEquals(ranking[j], dense[i * BINS + bins[j]], TOLERANCE * largest, at);
        assertEquals(ownRanking[j], dense[i * BINS + ownBins[j]], at);
      }
      // What ONNX Runtime does not rank is no better than what it does.
      boolean[] named = new boolean[BINS];
      for (int j = i * ranked; j < (i + 1) * ranked; j++) {
        named[bins[j]] = true;
      }
      float least = ranking[(i + 1) * ranked - 1];
      for (int bin = 0; bin < BINS && least > Float.NEGATIVE_INFINITY; bin++) {
        assertTrue(named[bin] || dense[i * BINS + bin] <= least + TOLERANCE * largest, at);
      }
    }
  }

  @RepeatedTest(20)
  void aVectorHasTheBitsAloneThatItHasInABatch(RepetitionInfo repetition) {
    int seed = repetition.getCurrentRepetition();
    DenseRouter own = dense(random(100 + seed));
    Random random = new Random(seed);
    int count = 1 + random.nextInt(250);
    float[] vectors = random(random, count * DIMENSION, 1);
    float[] scores = new float[count * BINS];
    float[] logProbabilities = new float[count * BINS];
    own.score(vectors, 0, count, scores);
    own.logProbabilities(vectors, 0, count, logProbabilities);
    float[] row = new float[BINS];
    for (int i = 0; i < count; i++) {
      own.score(vectors, i, 1, row);
      assertArrayEquals(Arrays.copyOfRange(scores, i * BINS, (i + 1) * BINS), row);
      own.logProbabilities(vectors, i, 1, row);
      assertArrayEquals(Arrays.copyOfRange(logProbabilities, i * BINS, (i + 1) * BINS), row);
    }
    int from = random.nextInt(count);
    float[] some = new float[(count - from) * BINS];
    own.score(vectors, from, count - from, some);
    assertArrayEquals(Arrays.copyOfRange(scores, from * BINS, count * BINS), some);
  }

  @Test
  void logProbabilitiesAreOfOneProbability() {
    DenseRouter own = dense(linear(Similarity.L2, 5, g -> {}));
    float[] vectors = random(new Random(7), 100 * DIMENSION, 1);
    float[] logProbabilities = new float[100 * BINS];
    own.logProbabilities(vectors, 0, 100, logProbabilities);
    for (int i = 0; i < 100; i++) {
      double mass = 0;
      for (int bin = 0; bin < BINS; bin++) {
        mass += Math.exp(logProbabilities[i * BINS + bin]);
      }
      assertEquals(1, mass, 1e-5);
    }
  }

  @Test
  void graphsWithAnythingElseAreLeftToOnnxRuntime() {
    Consumer<GraphProto.Builder> none = g -> {};
    assertNotNull(dense(linear(Similarity.L2, BINS, none)));
    List<Consumer<GraphProto.Builder>> changes =
        List.of(
            // An operator that is not known, before and after the logits.
            g -> {
              g.getNodeBuilder(0).setInput(0, "bent");
              g.addNode(0, node("Tanh", List.of("vector"), List.of("bent")));
            },
            g -> {
              g.getNodeBuilder(2).setInput(0, "bent");
              g.addNode(2, node("Clip", List.of("log_probabilities"), List.of("bent")));
            },
            // Known operators with attributes that are not.
            g ->
                g.getNodeBuilder(0)
                    .addAttribute(
                        AttributeProto.newBuilder()
                            .setName("alpha")
                            .setType(AttributeProto.AttributeType.FLOAT)
                            .setF(0.5f)),
            g -> {
              g.getNodeBuilder(0).setInput(0, "unit");
              g.addNode(
                  0,
                  node("LpNormalization", List.of("vector"), List.of("unit"))
                      .addAttribute(integer("p", 1)));
            },
            // A bias that is one number for all bins.
            g -> {
              g.addInitializer(floats("one", new float[] {1}, 1));
              g.getNodeBuilder(0).setInput(2, "one");
            },
            // Weights that are computed.
            g -> {
              g.addNode(0, node("Neg", List.of("weights"), List.of("negated")));
              g.getNodeBuilder(1).setInput(1, "negated");
            });
    for (int i = 0; i < changes.size(); i++) {
      assertNull(dense(linear(Similarity.L2, BINS, changes.get(i))), "change " + i);
    }
  }
}
