package org.learnedpartition.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.learnedpartition.plugin.TestIndex.MODELS;
import static org.learnedpartition.plugin.TestIndex.assertRefused;
import static org.learnedpartition.plugin.TestIndex.body;
import static org.learnedpartition.plugin.TestIndex.bytes;
import static org.learnedpartition.plugin.TestIndex.putModel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.model.TestModels;
import org.learnedpartition.node.NodeExtension;
import org.learnedpartition.node.NodeSpec;
import org.learnedpartition.node.RestClient;
import org.learnedpartition.node.RunningCluster;
import org.learnedpartition.node.Workspace;
import tools.jackson.databind.JsonNode;

/** The life of stored models on a real node. */
@ExtendWith(NodeExtension.class)
class ModelsIT {
  private final RestClient node;

  ModelsIT(RestClient node) {
    this.node = node;
  }

  private static PartitionModel model(long seed) {
    return TestModels.linear(6, 8, Similarity.COSINE, seed);
  }

  @Test
  void aModelIsStoredToldListedAndDeleted() {
    PartitionModel model = model(1);
    RestClient.Response created = putModel(node, "life", bytes(model));
    assertEquals(201, created.status(), created.text());
    assertEquals("created", created.json().path("result").asString());

    JsonNode told = node.request("GET", MODELS + "/life");
    assertEquals("life", told.path("model_id").asString());
    assertEquals("created", told.path("state").asString());
    assertEquals(model.id(), told.path("sha256").asString());
    assertEquals(6, told.path("dimension").asInt());
    assertEquals("cosinesimil", told.path("space_type").asString());
    assertEquals(8, told.path("bins").asInt());
    assertEquals("linear", told.path("router").asString());
    assertEquals(bytes(model).length, told.path("size_bytes").asLong());
    assertTrue(told.path("created").asLong() > 0);
    assertEquals(10, told.at("/calibration/k").asInt());
    assertEquals(8, told.at("/calibration/probes_for_recall/0.95").asInt());
    assertEquals("random centres", told.at("/provenance/method").asString());

    RestClient.Response again = putModel(node, "life", bytes(model));
    assertEquals(200, again.status());
    assertEquals("unchanged", again.json().path("result").asString());
    List<String> ids =
        node.request("GET", MODELS)
            .path("models")
            .valueStream()
            .map(each -> each.path("model_id").asString())
            .toList();
    assertTrue(ids.contains("life"), ids.toString());

    assertTrue(node.request("DELETE", MODELS + "/life").path("acknowledged").asBoolean());
    assertRefused(404, "no model [life] is stored", node.send("GET", MODELS + "/life", null));
    assertRefused(404, "no model [life] is stored", node.send("DELETE", MODELS + "/life", null));
    // The id is free again, for any content.
    assertEquals(201, putModel(node, "life", bytes(model(2))).status());
    node.request("DELETE", MODELS + "/life");
  }

  @Test
  void otherContentUnderATakenIdIsRefused() {
    putModel(node, "taken", bytes(model(1)));
    assertRefused(
        409,
        "model [taken] is stored with other content, SHA-256 "
            + model(1).id()
            + ": a model never changes, so choose another id for the one sent, SHA-256 "
            + model(2).id(),
        putModel(node, "taken", bytes(model(2))));
  }

  @Test
  void ofUploadsAtOnceOneWinsAndItIsWhole() throws Exception {
    List<PartitionModel> models = IntStream.range(10, 16).mapToObj(ModelsIT::model).toList();
    List<Callable<Integer>> uploads =
        models.stream()
            .<Callable<Integer>>map(model -> () -> putModel(node, "race", bytes(model)).status())
            .toList();
    List<Integer> statuses;
    try (ExecutorService threads = Executors.newFixedThreadPool(uploads.size())) {
      statuses = threads.invokeAll(uploads).stream().map(Future::resultNow).sorted().toList();
    }
    assertEquals(List.of(201, 409, 409, 409, 409, 409), statuses);
    String sha256 = node.request("GET", MODELS + "/race").path("sha256").asString();
    assertTrue(models.stream().anyMatch(model -> model.id().equals(sha256)));
    node.request(
        "PUT",
        "/race",
        body("\"dimension\": 6, \"space_type\": \"cosinesimil\", \"model_id\": \"race\""));
    node.request("DELETE", "/race");
  }

  @Test
  void aFileThatBreaksARuleIsRefused() {
    byte[] file = bytes(model(1));
    file[file.length / 2] ^= 1;
    assertRefused(
        400,
        "model's SHA-256 does not match its content: the file was altered or damaged",
        putModel(node, "bad", file));
    RestClient.Response truncated = putModel(node, "bad", Arrays.copyOf(bytes(model(1)), 100));
    assertEquals(400, truncated.status(), truncated.text());
    RestClient.Response foreign = putModel(node, "bad", "{\"model\": 1}".getBytes());
    assertEquals(400, foreign.status(), foreign.text());
    assertRefused(
        400,
        "model [bad] came without a body: send the bytes of a .partition file",
        node.send("PUT", MODELS + "/bad", null));
    assertRefused(
        400,
        "[model_id] must be 1 to 128 lower-case letters, digits, '-' and '_', beginning with a"
            + " letter or digit, got [_bad]",
        putModel(node, "_bad", bytes(model(1))));
    assertEquals(404, node.send("GET", MODELS + "/bad", null).status());
    assertEquals(
        406,
        node.send("PUT", MODELS + "/bad", "application/octet-stream", bytes(model(1))).status());
  }

  @Test
  void aModelInUseIsNotDeleted() {
    putModel(node, "used", bytes(model(1)));
    node.request(
        "PUT",
        "/uses-model",
        body("\"dimension\": 6, \"space_type\": \"cosinesimil\", \"model_id\": \"used\""));
    assertRefused(
        409,
        "model [used] is named by the mapping of [uses-model]: delete that index first",
        node.send("DELETE", MODELS + "/used", null));
    node.request("DELETE", "/uses-model");
    node.request("DELETE", MODELS + "/used");
  }

  @Test
  void anIndexMayGetItsModelLaterAndMergesUseIt() {
    Vectors vectors = Vectors.around(8, 6, 1_000, Similarity.COSINE, 1);
    node.request("PUT", "/later", body("\"dimension\": 6, \"space_type\": \"cosinesimil\""));
    vectors.index(node, "later", 0, 1_000);
    node.request("POST", "/later/_refresh");
    Map<String, Object> search =
        Vectors.search(
            "learned_knn",
            vectors.rows()[0],
            10,
            Map.of("method_parameters", Map.of("nprobes", 1)));
    assertTrue(description(node, "later", search).contains("(flat 1)"));
    putModel(node, "later", bytes(model(1)));
    node.request(
        "PUT",
        "/later/_mapping",
        """
        {"properties": {"v": {"type": "learned_vector", "dimension": 6,
          "space_type": "cosinesimil", "model_id": "later"}}}
        """);
    // A force merge of one segment without deletes does nothing.
    node.request("DELETE", "/later/_doc/999");
    node.request("POST", "/later/_forcemerge?max_num_segments=1");
    node.request("POST", "/later/_refresh");
    String merged = description(node, "later", search);
    assertTrue(merged.contains("bins=1/8") && merged.contains("(flat 0)"), merged);
  }

  @Test
  void aMappingThatLeavesTheModelOutKeepsIt() {
    PartitionModel model = model(3);
    putModel(node, "kept-model", bytes(model));
    node.request(
        "PUT",
        "/keeps",
        body("\"dimension\": 6, \"space_type\": \"cosinesimil\", \"model_id\": \"kept-model\""));
    node.request(
        "PUT",
        "/keeps/_mapping",
        """
        {"properties": {"v": {"type": "learned_vector", "dimension": 6,
          "space_type": "cosinesimil", "probes": 3}}}
        """);
    JsonNode field = node.request("GET", "/keeps/_mapping").at("/keeps/mappings/properties/v");
    assertEquals(3, field.path("probes").asInt());
    assertEquals("kept-model", field.path("model_id").asString());
    assertEquals(model.id(), field.path("model_sha256").asString());
  }

  @Test
  void aTemplateIsHeldToTheSameRules() {
    RestClient.Response answer =
        node.send(
            "PUT",
            "/_index_template/bad-template",
            """
            {"index_patterns": ["bad-template-*"], "template":
              {"settings": {"index.learned_partition": true},
               "mappings": {"properties": {"v": {"type": "learned_vector", "dimension": 3,
                 "model_id": "nobody"}}}}}
            """);
    assertRefused(
        400,
        "[v] names model [nobody], which is not stored: put it to"
            + " [/_plugins/_learned_partition/models/nobody] first",
        answer);
  }

  @Test
  void aRestartKeepsModelsMappingsAndHits() throws IOException {
    Workspace workspace = Workspace.open(System.out::println);
    // Not JUnit's temporary folder, which nobody but this user can enter.
    Path data = workspace.folder().resolve("test-restart-" + ProcessHandle.current().pid());
    try {
      restart(workspace, data);
    } finally {
      try (Stream<Path> files = Files.walk(data)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static void restart(Workspace workspace, Path data) {
    NodeSpec spec = NodeSpec.of("restart", workspace).withData(data);
    Vectors vectors = Vectors.around(8, 6, 2_000, Similarity.COSINE, 1);
    Map<String, Object> search =
        Vectors.search(
            "knn", vectors.rows()[0], 10, Map.of("method_parameters", Map.of("nprobes", 2)));
    List<Integer> before;
    try (RunningCluster cluster = RunningCluster.start(workspace, spec);
        RestClient first = cluster.client()) {
      putModel(first, "kept", bytes(model(1)));
      first.request(
          "PUT",
          "/kept",
          body("\"dimension\": 6, \"space_type\": \"cosinesimil\", \"model_id\": \"kept\""));
      vectors.index(first, "kept", 0, 1_000);
      first.request("POST", "/kept/_refresh");
      before = Vectors.ids(first.request("POST", "/kept/_search", search));
      assertEquals(10, before.size());
    }
    try (RunningCluster cluster = RunningCluster.start(workspace, spec);
        RestClient second = cluster.client()) {
      second.request("GET", "/_cluster/health/kept?wait_for_status=green&timeout=60s");
      assertEquals(
          model(1).id(), second.request("GET", MODELS + "/kept").path("sha256").asString());
      assertEquals(before, Vectors.ids(second.request("POST", "/kept/_search", search)));
      vectors.index(second, "kept", 1_000, 2_000);
      second.request("POST", "/kept/_forcemerge?max_num_segments=1");
      second.request("POST", "/kept/_refresh");
      String description = description(second, "kept", search);
      assertTrue(description.contains("bins=2/8") && description.contains("(flat 0)"), description);
      List<Integer> after = Vectors.ids(second.request("POST", "/kept/_search", search));
      assertTrue(after.stream().anyMatch(id -> id >= 1_000), after.toString());
    }
  }

  private static String description(RestClient node, String index, Map<String, Object> search) {
    return node.request("POST", "/" + index + "/_search", search)
        .at("/profile/shards/0/searches/0/query/0/description")
        .asString();
  }
}
