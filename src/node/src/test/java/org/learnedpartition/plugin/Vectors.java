package org.learnedpartition.plugin;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.model.TestModels;
import org.learnedpartition.node.RestClient;
import tools.jackson.databind.JsonNode;

/**
 * Vectors in clusters around the centres of a {@link TestModels} model, with the exact answers that
 * a search of them is held against.
 */
record Vectors(float[][] rows, Similarity similarity) {
  /**
   * @param seed of the model's centres; the vectors follow from it
   */
  static Vectors around(int bins, int dimension, int count, Similarity similarity, long seed) {
    float[] centres = TestModels.centres(dimension, bins, similarity, seed);
    Random random = new Random(seed + 1);
    float[][] rows = new float[count][dimension];
    for (float[] row : rows) {
      int bin = random.nextInt(bins);
      // Wide enough for clusters to overlap, so that one probe does not find everything.
      float spread = similarity == Similarity.COSINE ? 0.25f : 0.9f;
      for (int d = 0; d < dimension; d++) {
        row[d] = centres[bin * dimension + d] + spread * (float) random.nextGaussian();
      }
    }
    return new Vectors(rows, similarity);
  }

  /** The score that the k-NN plugin gives a pair of vectors. */
  double score(float[] a, float[] b) {
    double dot = 0;
    double distance = 0;
    double aa = 0;
    double bb = 0;
    for (int d = 0; d < a.length; d++) {
      dot += (double) a[d] * b[d];
      distance += ((double) a[d] - b[d]) * ((double) a[d] - b[d]);
      aa += (double) a[d] * a[d];
      bb += (double) b[d] * b[d];
    }
    return switch (similarity) {
      case L2 -> 1 / (1 + distance);
      case COSINE -> (2 - (1 - dot / Math.sqrt(aa * bb))) / 2;
      case INNER_PRODUCT -> dot >= 0 ? 1 + dot : 1 / (1 - dot);
    };
  }

  /** Numbers of the k nearest rows among those accepted, nearest first. */
  List<Integer> nearest(float[] query, int k, IntPredicate accepted) {
    return IntStream.range(0, rows.length)
        .filter(accepted)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer row) -> -score(query, rows[row])))
        .limit(k)
        .toList();
  }

  /**
   * Bulk-indexes rows under their numbers, with the fields {@code n}, their number, and {@code
   * parity}; fails on any error.
   */
  void index(RestClient node, String index, int from, int to) {
    StringBuilder lines = new StringBuilder();
    for (int row = from; row < to; row++) {
      lines
          .append("{\"index\":{\"_id\":\"")
          .append(row)
          .append("\"}}\n{\"v\":")
          .append(Arrays.toString(rows[row]))
          .append(",\"n\":")
          .append(row)
          .append(",\"parity\":\"")
          .append(row % 2 == 0 ? "even" : "odd")
          .append("\"}\n");
    }
    JsonNode answer =
        node.lines("/" + index + "/_bulk", lines.toString().getBytes(StandardCharsets.UTF_8));
    if (answer.path("errors").asBoolean()) {
      throw new AssertionError(answer.toString());
    }
  }

  /** The body of a search for the k nearest of a vector, with more parameters of the query. */
  static Map<String, Object> search(
      String query, float[] vector, int k, Map<String, Object> parameters) {
    Map<String, Object> body = new HashMap<>(parameters);
    body.put("vector", vector);
    body.put("k", k);
    return Map.of(
        "size", k, "_source", false, "query", Map.of(query, Map.of("v", body)), "profile", true);
  }

  static List<Integer> ids(JsonNode answer) {
    return answer.path("hits").path("hits").valueStream().map(h -> h.path("_id").asInt()).toList();
  }

  /** Share of the expected that was found. */
  static double recall(List<Integer> expected, List<Integer> found) {
    Set<Integer> both = new HashSet<>(expected);
    both.retainAll(new HashSet<>(found));
    return (double) both.size() / expected.size();
  }
}
