package org.learnedpartition.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.learnedpartition.model.TestModels.floats;
import static org.learnedpartition.model.TestModels.int64s;
import static org.learnedpartition.model.TestModels.node;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our own evaluator of shortlists against ONNX Runtime. */
class ShortlistRouterTests {
  private static final float TOLERANCE = 1e-4f;

  private static float[] random(Random random, int length, double scale) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) Math.clamp(random.nextGaussian() * scale, -1e38, 1e38);
    }
    return values;
  }

  /** A graph of random centres. */
  private record Shape(int dimension, int bins, int rank, int length, int ranked) {
    static Shape random(Random random) {
      int dimension = 1 + random.nextInt(70);
      int bins = 2 + random.nextInt(300);
      return new Shape(
          dimension,
          bins,
          1 + random.nextInt(dimension),
          1 + random.nextInt(bins - 1),
          1 + random.nextInt(bins));
    }

    OnnxGraph graph(Similarity similarity, Consumer<GraphProto.Builder> change) {
      ModelProto.Builder model =
          TestModels.shortlistRouter(
              TestModels.centres(dimension, bins, similarity, 3),
              dimension,
              bins,
              rank,
              length,
              ranked,
              similarity);
      change.accept(model.getGraphBuilder());
      return OnnxGraph.check(model.build().toByteString(), "router", dimension, bins);
    }

    ShortlistRouter router(OnnxGraph graph) {
      return ShortlistRouter.of(graph, "router", dimension, bins);
    }

    OnnxRouter reference(OnnxGraph graph) {
      return OnnxRouter.open(graph, "router", dimension, bins, OnnxRouter.TIME_LIMIT);
    }
  }

  @RepeatedTest(60)
  void shortlistsAnswerAsOnnxRuntimeDoes(RepetitionInfo repetition) {
    int seed = repetition.getCurrentRepetition();
    Random random = new Random(seed);
    Shape shape = Shape.random(random);
    Similarity similarity = Similarity.values()[seed % Similarity.values().length];
    OnnxGraph graph = shape.graph(similarity, g -> {});
    String which = "seed " + seed + ", " + shape + ", " + similarity;
    assertAgree(shape, graph, random(random, 50 * shape.dimension(), 0.5), which);
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void extremeVectorsAreAnsweredAsByOnnxRuntime(Similarity similarity) {
    // Sketches are the heads: where they are not, what is best may be decided by the last digit.
    Shape shape = new Shape(10, 40, 10, 20, 40);
    OnnxGraph graph = shape.graph(similarity, g -> {});
    for (double scale : new double[] {0, 1e-30, 1e-18, 1e-3, 1e3, 1e9, 1e17, 1e19, 1e25, 1e38}) {
      float[] vectors = random(new Random(1), 20 * 10, scale);
      assertAgree(shape, graph, vectors, similarity + ", scale " + scale);
    }
  }

  private static void assertAgree(Shape shape, OnnxGraph graph, float[] vectors, String which) {
    ShortlistRouter own = shape.router(graph);
    assertNotNull(own, which);
    int count = vectors.length / shape.dimension();
    int ranked = graph.ranked();
    int bins = shape.bins();
    float[] all = new float[count * bins];
    int[] ownBins = new int[count * ranked];
    float[] ownRanking = new float[count * ranked];
    int[] order = new int[count * ranked];
    float[] ranking = new float[count * ranked];
    own.logProbabilities(vectors, 0, count, all);
    own.route(vectors, count, ownBins, ownRanking);
    try (Router reference = shape.reference(graph)) {
      reference.route(vectors, count, order, ranking);
    }
    for (int i = 0; i < count; i++) {
      String at = which + ", vector " + i;
      // Sums of large numbers differ by digits of the largest.
      float largest = 1;
      for (int bin = 0; bin < bins; bin++) {
        float p = all[i * bins + bin];
        largest = Float.isInfinite(p) ? largest : Math.max(largest, Math.abs(p));
      }
      for (int j = i * ranked; j < (i + 1) * ranked; j++) {
        if (ranking[j] == Float.NEGATIVE_INFINITY) {
          assertEquals(ranking[j], ownRanking[j], at);
          continue;
        }
        assertEquals(ranking[j], ownRanking[j], TOLERANCE * largest, at);
        assertEquals(ranking[j], all[i * bins + order[j]], TOLERANCE * largest, at);
        assertEquals(ownRanking[j], all[i * bins + ownBins[j]], at);
      }
    }
  }

  @RepeatedTest(20)
  void aVectorHasTheBitsAloneThatItHasInABatch(RepetitionInfo repetition) {
    int seed = repetition.getCurrentRepetition();
    Random random = new Random(seed);
    Shape shape = Shape.random(random);
    ShortlistRouter own = shape.router(shape.graph(Similarity.L2, g -> {}));
    int bins = shape.bins();
    int d = shape.dimension();
    int count = 1 + random.nextInt(250);
    float[] vectors = random(random, count * d, 1);
    float[] scores = new float[count * bins];
    float[] logProbabilities = new float[count * bins];
    own.score(vectors, 0, count, scores);
    own.logProbabilities(vectors, 0, count, logProbabilities);
    float[] row = new float[bins];
    for (int i = 0; i < count; i++) {
      own.score(vectors, i, 1, row);
      assertArrayEquals(Arrays.copyOfRange(scores, i * bins, (i + 1) * bins), row, "seed " + seed);
      own.logProbabilities(vectors, i, 1, row);
      assertArrayEquals(
          Arrays.copyOfRange(logProbabilities, i * bins, (i + 1) * bins), row, "seed " + seed);
    }
  }

  @Test
  void theShortlistHasTheScoresOfItsHeads() {
    Shape shape = new Shape(24, 200, 6, 40, 200);
    ShortlistRouter own = shape.router(shape.graph(Similarity.L2, g -> {}));
    Shape whole = new Shape(24, 200, 24, 199, 200);
    ShortlistRouter exact = whole.router(whole.graph(Similarity.L2, g -> {}));
    float[] vectors = random(new Random(5), 100 * 24, 1);
    float[] scores = new float[100 * 200];
    float[] heads = new float[100 * 200];
    own.score(vectors, 0, 100, scores);
    exact.score(vectors, 0, 100, heads);
    for (int i = 0; i < 100; i++) {
      int alike = 0;
      for (int bin = i * 200; bin < (i + 1) * 200; bin++) {
        alike += Math.abs(scores[bin] - heads[bin]) <= 1e-4 * Math.abs(heads[bin]) ? 1 : 0;
      }
      assertTrue(alike >= 40 && alike < 100, alike + " bins have their head's score");
    }
  }

  @Test
  void aModelWithAShortlistRanksEveryBin() {
    PartitionModel model = TestModels.shortlist(10, 36, Similarity.COSINE, 2);
    try (OpenModel open = OpenModel.open(model)) {
      assertEquals("our own evaluator of shortlists", open.router().toString());
      RankedBins ranking = open.rank(random(new Random(3), 10, 1));
      int[] order = ranking.first(36);
      Arrays.sort(order);
      for (int bin = 0; bin < 36; bin++) {
        assertEquals(bin, order[bin]);
      }
      assertTrue(ranking.logProbability(35) > Float.NEGATIVE_INFINITY);
    }
  }

  @Test
  void aWarmQueryAllocatesNoRoomForItsBins() {
    Shape shape = new Shape(64, 2048, 16, 128, 256);
    ShortlistRouter own = shape.router(shape.graph(Similarity.COSINE, g -> {}));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    float[] vector = random(new Random(6), 64, 1);
    float[] logProbabilities = new float[shape.bins()];
    int queries = 500;
    long bytes = Long.MAX_VALUE;
    // What is left is the edge of a product; the scores of the shortlist alone would be 512 bytes.
    // How soon the compiler takes the objects of the kernels apart is its own business.
    for (int round = 0; round < 100 && bytes >= 400L * queries; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < queries; i++) {
        own.logProbabilities(vector, 0, 1, logProbabilities);
      }
      bytes = threads.getCurrentThreadAllocatedBytes() - before;
    }
    assertTrue(bytes < 400L * queries, bytes + " bytes allocated by " + queries + " queries");
  }

  @Test
  void graphsPutTogetherOtherwiseAreLeftToOnnxRuntime() {
    Shape shape = new Shape(6, 24, 3, 8, 24);
    List<Consumer<GraphProto.Builder>> changes =
        List.of(
            // The shortlist is the first bins but one.
            g -> g.setInitializer(5, int64s("first", LongStream.range(1, 9).toArray())),
            // Heads whose digits bfloat16 does not hold.
            g -> {
              float[] heads = new float[24 * 6];
              Arrays.fill(heads, 0.1f);
              g.setInitializer(3, floats("heads", heads, 24, 6));
            },
            // Features that no layer makes.
            g -> {
              g.addNode(0, node("Tanh", List.of("vector"), List.of("bent")));
              g.getNodeBuilder(7).setInput(0, "bent");
            },
            // Biases of other bins.
            g -> {
              g.addNode(
                  4,
                  node("Gather", List.of("order", "first"), List.of("others_list"))
                      .addAttribute(TestModels.integer("axis", 1)));
              g.getNodeBuilder(10).setInput(1, "others_list");
            });
    assertNotNull(shape.router(shape.graph(Similarity.L2, g -> {})));
    for (int i = 0; i < changes.size(); i++) {
      OnnxGraph graph = shape.graph(Similarity.L2, changes.get(i));
      assertNull(shape.router(graph), "change " + i);
      shape.reference(graph).close();
    }
  }
}
