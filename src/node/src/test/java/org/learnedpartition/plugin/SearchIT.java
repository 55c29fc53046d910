package org.learnedpartition.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.model.TestModels;
import org.learnedpartition.node.NodeExtension;
import org.learnedpartition.node.RestClient;
import tools.jackson.databind.JsonNode;

/** Real vectors in, neighbours out of a real node, against exact search in the test. */
@ExtendWith(NodeExtension.class)
class SearchIT {
  static final int DIMENSION = 24;
  static final int BINS = 32;
  private static final int ROWS = 4_000;
  private static final int QUERIES = 20;
  private static final int K = 10;
  private static final long SEED = 7;
  private static final Pattern PROFILE =
      Pattern.compile(
          "learned_knn\\[field=v, k=10, bins=(\\d+)/(\\d+), rows=(\\d+)/(\\d+),"
              + " segments=(\\d+) \\(flat (\\d+)\\), router_us=(\\d+), mass=[01]\\.\\d+, recall=[01]\\.\\d+\\]");

  private final RestClient node;

  SearchIT(RestClient node) {
    this.node = node;
  }

  private Vectors vectors(Similarity similarity) {
    return Vectors.around(BINS, DIMENSION, ROWS, similarity, SEED);
  }

  /** An index of the rows in several segments, with a model of its similarity. */
  private void create(String index, Similarity similarity, Vectors vectors) {
    String model = "m-" + similarity.space();
    TestIndex.model(node, model, TestModels.linear(DIMENSION, BINS, similarity, SEED));
    node.request(
        "PUT",
        "/" + index,
        TestIndex.body(
            "\"dimension\": %d, \"space_type\": \"%s\", \"model_id\": \"%s\""
                .formatted(DIMENSION, similarity.space(), model)));
    for (int from = 0; from < ROWS; from += 1_000) {
      vectors.index(node, index, from, from + 1_000);
      node.request("POST", "/" + index + "/_refresh");
    }
  }

  private JsonNode search(String index, float[] query, Map<String, Object> parameters) {
    return node.request(
        "POST", "/" + index + "/_search", Vectors.search("learned_knn", query, K, parameters));
  }

  private static Map<String, Object> nprobes(int nprobes) {
    return Map.of("method_parameters", Map.of("nprobes", nprobes));
  }

  private List<float[]> queries(Similarity similarity) {
    List<float[]> queries = new ArrayList<>();
    for (float[] row : Vectors.around(BINS, DIMENSION, QUERIES, similarity, SEED).rows()) {
      queries.add(row);
    }
    return queries;
  }

  private double recall(
      String index, Vectors vectors, Map<String, Object> parameters, IntPredicate accepted) {
    double sum = 0;
    for (float[] query : queries(vectors.similarity())) {
      List<Integer> found = Vectors.ids(search(index, query, parameters));
      assertEquals(K, found.size());
      assertEquals(K, new HashSet<>(found).size());
      assertTrue(found.stream().allMatch(accepted::test));
      sum += Vectors.recall(vectors.nearest(query, K, accepted), found);
    }
    return sum / QUERIES;
  }

  private static Matcher profile(JsonNode answer) {
    String description = answer.at("/profile/shards/0/searches/0/query/0/description").asString();
    Matcher matcher = PROFILE.matcher(description);
    assertTrue(matcher.matches(), description);
    return matcher;
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void recallGrowsWithProbesToOneAndScoresAreTheKnnPlugins(Similarity similarity) {
    Vectors vectors = vectors(similarity);
    String index = "recall-" + similarity.space();
    create(index, similarity, vectors);
    double one = recall(index, vectors, nprobes(1), row -> true);
    double four = recall(index, vectors, nprobes(4), row -> true);
    double all = recall(index, vectors, nprobes(BINS), row -> true);
    double more = recall(index, vectors, nprobes(65_536), row -> true);
    assertTrue(one < four && four < 1, one + " " + four);
    assertTrue(one > 0.2, "one probe finds " + one);
    assertEquals(1.0, all);
    assertEquals(1.0, more);

    float[] query = queries(similarity).getFirst();
    JsonNode answer = search(index, query, nprobes(BINS));
    for (JsonNode hit : answer.path("hits").path("hits")) {
      double expected = vectors.score(query, vectors.rows()[hit.path("_id").asInt()]);
      assertEquals(expected, hit.path("_score").asDouble(), 1e-5 * expected);
    }
    Matcher some = profile(search(index, query, nprobes(4)));
    assertEquals("4", some.group(1));
    assertEquals(Integer.toString(BINS), some.group(2));
    assertEquals(ROWS, Integer.parseInt(some.group(4)));
    assertTrue(Integer.parseInt(some.group(3)) < ROWS / 2, some.group());
    assertEquals("4", some.group(5));
    assertEquals("0", some.group(6));
  }

  @Test
  void filtersDeletesUpdatesAndForceMergeKeepHitsRight() {
    Vectors vectors = vectors(Similarity.L2);
    String index = "churn";
    create(index, Similarity.L2, vectors);
    Map<String, Object> even =
        Map.of(
            "filter",
            Map.of("term", Map.of("parity", "even")),
            "method_parameters",
            Map.of("nprobes", BINS));
    assertEquals(1.0, recall(index, vectors, even, row -> row % 2 == 0));
    Map<String, Object> range =
        Map.of(
            "filter",
            Map.of("range", Map.of("n", Map.of("gte", 1_000, "lt", 1_500))),
            "method_parameters",
            Map.of("nprobes", BINS));
    assertEquals(1.0, recall(index, vectors, range, row -> row >= 1_000 && row < 1_500));
    Map<String, Object> few =
        Map.of(
            "filter",
            Map.of("ids", Map.of("values", List.of("3", "99", "1234"))),
            "method_parameters",
            Map.of("nprobes", 1));
    assertEquals(
        List.of(3, 99, 1234).stream().sorted().toList(),
        Vectors.ids(search(index, vectors.rows()[0], few)).stream().sorted().toList());

    StringBuilder lines = new StringBuilder();
    for (int row = 0; row < ROWS; row += 5) {
      lines.append("{\"delete\":{\"_id\":\"").append(row).append("\"}}\n");
    }
    node.lines("/" + index + "/_bulk?refresh=true", lines.toString().getBytes());
    IntPredicate alive = row -> row % 5 != 0;
    assertEquals(1.0, recall(index, vectors, nprobes(BINS), alive));

    // Row 1 moves to where row 2 is.
    vectors.rows()[1] = vectors.rows()[2].clone();
    vectors.index(node, index, 1, 2);
    node.request("POST", "/" + index + "/_refresh");
    assertEquals(1.0, recall(index, vectors, nprobes(BINS), alive));
    List<Integer> twins = Vectors.ids(search(index, vectors.rows()[2], nprobes(BINS)));
    assertTrue(twins.subList(0, 2).containsAll(List.of(1, 2)), twins.toString());

    List<List<Integer>> before = new ArrayList<>();
    for (float[] query : queries(Similarity.L2)) {
      before.add(Vectors.ids(search(index, query, nprobes(BINS))));
    }
    node.request("POST", "/" + index + "/_forcemerge?max_num_segments=1");
    node.request("POST", "/" + index + "/_refresh");
    List<List<Integer>> after = new ArrayList<>();
    for (float[] query : queries(Similarity.L2)) {
      after.add(Vectors.ids(search(index, query, nprobes(BINS))));
    }
    assertEquals(
        before.stream().map(HashSet::new).toList(), after.stream().map(HashSet::new).toList());
    Matcher merged = profile(search(index, vectors.rows()[2], nprobes(4)));
    assertEquals("1", merged.group(5));
    assertEquals("0", merged.group(6));
    assertTrue(Integer.parseInt(merged.group(3)) < ROWS / 2, merged.group());
  }

  @Test
  void theQueryWorksInsideOthersAndUnderTheNameKnn() {
    Vectors vectors = vectors(Similarity.L2);
    String index = "compound";
    create(index, Similarity.L2, vectors);
    float[] query = vectors.rows()[17];
    List<Integer> expected = vectors.nearest(query, K, row -> true);
    Map<String, Object> knn =
        Map.of(
            "v",
            Map.of(
                "vector",
                query,
                "k",
                K,
                "_name",
                "near",
                "method_parameters",
                Map.of("nprobes", BINS)));
    JsonNode alias =
        node.request("POST", "/" + index + "/_search", Map.of("query", Map.of("knn", knn)));
    assertEquals(expected, Vectors.ids(alias));
    assertEquals("near", alias.at("/hits/hits/0/matched_queries/0").asString());
    JsonNode bool =
        node.request(
            "POST",
            "/" + index + "/_search",
            Map.of(
                "query",
                Map.of(
                    "bool",
                    Map.of(
                        "must", List.of(Map.of("learned_knn", knn)),
                        "filter", List.of(Map.of("term", Map.of("parity", "odd"))))),
                "profile",
                true));
    assertEquals(expected.stream().filter(row -> row % 2 == 1).toList(), Vectors.ids(bool));
    assertTrue(bool.toString().contains("learned_knn[field=v, k=10, bins=32/32"), bool.toString());
    JsonNode boosted =
        node.request(
            "POST",
            "/" + index + "/_search",
            Map.of(
                "query",
                Map.of(
                    "function_score", Map.of("query", Map.of("learned_knn", knn), "weight", 3))));
    assertEquals(expected, Vectors.ids(boosted));
    assertEquals(3.0, boosted.at("/hits/hits/0/_score").asDouble(), 1e-5);
    JsonNode exists =
        node.request(
            "POST",
            "/" + index + "/_count",
            Map.of("query", Map.of("exists", Map.of("field", "v"))));
    assertEquals(ROWS, exists.path("count").asInt());
    JsonNode unmapped =
        node.request(
            "POST",
            "/" + index + "/_search",
            Map.of(
                "query",
                Map.of(
                    "learned_knn",
                    Map.of("w", Map.of("vector", query, "k", K, "ignore_unmapped", true)))));
    assertTrue(Vectors.ids(unmapped).isEmpty());
  }

  @Test
  void probesAreDecidedByQueryThenIndexThenFieldThenModel() {
    Vectors vectors = vectors(Similarity.L2);
    String index = "precedence";
    create(index, Similarity.L2, vectors);
    float[] query = vectors.rows()[5];
    // The test model's calibration reaches 0.71 at half of the 32 bins and 1 at all.
    assertEquals("30", profile(search(index, query, Map.of())).group(1));
    node.request(
        "PUT",
        "/" + index + "/_mapping",
        """
        {"properties": {"v": {"type": "learned_vector", "dimension": %d, "probes": 3}}}
        """
            .formatted(DIMENSION));
    assertEquals("3", profile(search(index, query, Map.of())).group(1));
    node.request("PUT", "/" + index + "/_settings", "{\"index.learned_partition.probes\": 5}");
    assertEquals("5", profile(search(index, query, Map.of())).group(1));
    assertEquals("7", profile(search(index, query, nprobes(7))).group(1));
    JsonNode field =
        node.request("GET", "/" + index + "/_mapping").at("/precedence/mappings/properties/v");
    assertEquals("m-l2", field.path("model_id").asString());
    assertFalse(field.path("model_sha256").asString().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "all", "auto"})
  void searchingSegmentsAtOnceFindsTheSame(String mode) {
    Vectors vectors = vectors(Similarity.L2);
    String index = "at-once-" + mode;
    create(index, Similarity.L2, vectors);
    node.request(
        "PUT",
        "/" + index + "/_settings",
        "{\"index.search.concurrent_segment_search.mode\": \"" + mode + "\"}");
    Map<String, Object> odd =
        Map.of(
            "filter",
            Map.of("term", Map.of("parity", "odd")),
            "method_parameters",
            Map.of("nprobes", BINS));
    assertEquals(1.0, recall(index, vectors, nprobes(BINS), row -> true));
    assertEquals(1.0, recall(index, vectors, odd, row -> row % 2 == 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "best_compression", "zlib", "lucene_default"})
  void everyCodecOfOpenSearchWritesTheFieldPartitioned(String codec) {
    Vectors vectors = vectors(Similarity.L2);
    String index = "codec-" + codec;
    TestIndex.model(node, "m-l2", TestModels.linear(DIMENSION, BINS, Similarity.L2, SEED));
    node.request(
        "PUT",
        "/" + index,
        TestIndex.body("\"dimension\": %d, \"model_id\": \"m-l2\"".formatted(DIMENSION))
            .replace("\"refresh_interval\"", "\"codec\": \"" + codec + "\", \"refresh_interval\""));
    vectors.index(node, index, 0, 500);
    node.request("POST", "/" + index + "/_refresh");
    Matcher some = profile(search(index, vectors.rows()[0], nprobes(1)));
    assertEquals("1", some.group(1));
    assertEquals("0", some.group(6));
    assertEquals(0, Vectors.ids(search(index, vectors.rows()[0], nprobes(1))).getFirst());
  }
}
