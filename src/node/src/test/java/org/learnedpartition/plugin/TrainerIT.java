package org.learnedpartition.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.learnedpartition.plugin.TestIndex.MODELS;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.learnedpartition.cli.Execution;
import org.learnedpartition.cli.TrainerCommand;
import org.learnedpartition.cluster.ClusterAccess;
import org.learnedpartition.cluster.ClusterException;
import org.learnedpartition.cluster.IndexField;
import org.learnedpartition.cluster.IndexVectors;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.node.NodeExtension;
import org.learnedpartition.node.RestClient;
import org.learnedpartition.parallel.Progress;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Training from an index of a real node, and storing models in it. */
@ExtendWith(NodeExtension.class)
class TrainerIT {
  private static final int ALL = Integer.MAX_VALUE;
  private static final int DOCUMENTS = 3_000;

  @TempDir Path folder;
  private final RestClient node;

  TrainerIT(RestClient node) {
    this.node = node;
  }

  private record Run(int code, String out, String err) {}

  private static Run run(Object... args) {
    String[] words = Stream.of(args).map(Object::toString).toArray(String[]::new);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Execution.of(
            new TrainerCommand(), words, new PrintWriter(out, true), new PrintWriter(err, true));
    return new Run(code, out.toString(), err.toString());
  }

  private static JsonNode json(Run run) {
    assertEquals(0, run.code(), run.err());
    return new JsonMapper().readTree(run.out());
  }

  private IndexField field(String index) {
    return IndexField.of(place(index));
  }

  private String place(String index) {
    return node.base().toString().replaceFirst("/$", "") + "/" + index + ":v";
  }

  /** An index of several shards and segments, some of its documents deleted or without a vector. */
  private Vectors indexed(String index, int shards, Similarity similarity) {
    Vectors vectors = Vectors.around(16, 8, DOCUMENTS, similarity, 11);
    String body =
        TestIndex.body("\"dimension\": 8, \"space_type\": \"" + similarity.space() + "\"")
            .replace("\"number_of_shards\": 1", "\"number_of_shards\": " + shards);
    node.request("PUT", "/" + index, body);
    for (int from = 0; from < DOCUMENTS; from += 1_000) {
      vectors.index(node, index, from, from + 1_000);
      node.request("POST", "/" + index + "/_refresh");
    }
    for (int id = 0; id < 100; id += 10) {
      node.request("DELETE", "/" + index + "/_doc/" + id);
      node.request("PUT", "/" + index + "/_doc/none" + id, "{\"n\": 1}");
    }
    node.request("POST", "/" + index + "/_refresh");
    return vectors;
  }

  /** Rows in an order that does not depend on that of the source. */
  private static List<String> rows(VectorSource source) throws IOException {
    List<String> rows = new ArrayList<>();
    float[] row = new float[source.dimension()];
    for (int i = 0; i < source.count(); i++) {
      source.read(i, 1, row, 0);
      rows.add(Arrays.toString(row));
    }
    return rows.stream().sorted().toList();
  }

  @Test
  void everyLiveVectorIsReadOnceFromOneShardAndFromSeveral() throws Exception {
    for (int shards : new int[] {1, 3}) {
      String index = "read" + shards;
      Vectors vectors = indexed(index, shards, Similarity.L2);
      List<String> expected =
          IntStream.range(0, DOCUMENTS)
              .filter(id -> id >= 100 || id % 10 != 0)
              .mapToObj(id -> Arrays.toString(vectors.rows()[id]))
              .sorted()
              .toList();
      try (VectorSource source =
          IndexVectors.read(field(index), ClusterAccess.OPEN, ALL, Progress.NONE)) {
        assertEquals(expected, rows(source));
      }
      List<String> sample;
      try (VectorSource source =
          IndexVectors.read(field(index), ClusterAccess.OPEN, 500, Progress.NONE)) {
        sample = rows(source);
      }
      assertTrue(sample.size() > 400 && sample.size() < 700, "sampled " + sample.size());
      assertTrue(expected.containsAll(sample));
      try (VectorSource again =
          IndexVectors.read(field(index), ClusterAccess.OPEN, 500, Progress.NONE)) {
        assertEquals(sample, rows(again));
      }
      assertEquals(0, pointsInTime(), "points in time are given back");
      node.request(
          "PUT",
          "/" + index + "/_alias/even" + shards,
          "{\"filter\": {\"term\": {\"parity\": \"even\"}}}");
      List<String> even = new ArrayList<>();
      for (int id = 0; id < DOCUMENTS; id += 2) {
        if (id >= 100 || id % 10 != 0) {
          even.add(Arrays.toString(vectors.rows()[id]));
        }
      }
      even.sort(null);
      try (VectorSource source =
          IndexVectors.read(field("even" + shards), ClusterAccess.OPEN, ALL, Progress.NONE)) {
        assertEquals(even, rows(source), "the filter of an alias counts");
      }
      try (VectorSource source =
          IndexVectors.read(field("even" + shards), ClusterAccess.OPEN, 500, Progress.NONE)) {
        List<String> some = rows(source);
        assertTrue(some.size() > 400 && some.size() < 700, "sampled " + some.size());
        assertTrue(even.containsAll(some));
      }
      node.request("DELETE", "/" + index);
    }
  }

  private int pointsInTime() {
    return node.request("GET", "/_nodes/stats/indices/search")
        .findValue("point_in_time_current")
        .asInt();
  }

  @Test
  void anIndexThatGoesWhileItIsReadIsOneSentence() {
    indexed("going", 2, Similarity.L2);
    AtomicBoolean gone = new AtomicBoolean();
    Progress deletes =
        (stage, done, total) -> {
          if (done > 0 && gone.compareAndSet(false, true)) {
            node.request("DELETE", "/going");
          }
        };
    String said =
        assertThrows(
                ClusterException.class,
                () -> IndexVectors.read(field("going"), ClusterAccess.OPEN, ALL, deletes))
            .getMessage();
    assertTrue(said.contains("going:v] could be read no further than "), said);
    assertFalse(said.contains("\n"), said);
  }

  @Test
  void aModelIsTrainedFromAnIndexMeasuredStoredAndSearchedWith() {
    Vectors vectors = indexed("live", 2, Similarity.COSINE);
    Path model = folder.resolve("m.partition");
    Run train =
        run(
            "train",
            place("live"),
            "--out",
            model,
            "--bins",
            16,
            "--similarity",
            "cosinesimil",
            "--hidden",
            0,
            "--json");
    String id = json(train).path("model_id").asString();
    assertTrue(train.err().contains("reading live"), train.err());
    JsonNode inspected = json(run("inspect", model, "--json"));
    assertEquals("" + (DOCUMENTS - 10), inspected.at("/provenance/vectors").asString());
    JsonNode found =
        json(run("evaluate", model, place("live"), place("live"), "--probes", 16, "--json"));
    assertEquals(1, found.at("/probes/0/recall").asDouble(), 1e-9);

    Run upload = run("upload", model, "--url", node.base(), "--id", "live");
    assertEquals(0, upload.code(), upload.err());
    assertEquals(id, node.request("GET", MODELS + "/live").path("sha256").asString());
    assertTrue(
        run("upload", model, "--url", node.base(), "--id", "live").out().contains("as it was"));
    node.request(
        "PUT",
        "/live/_mapping",
        "{\"properties\": {\"v\": {\"type\": \"learned_vector\", \"dimension\": 8,"
            + " \"space_type\": \"cosinesimil\", \"model_id\": \"live\"}}}");
    node.request("POST", "/live/_forcemerge?max_num_segments=1");
    node.request("POST", "/live/_refresh");
    List<Integer> hits =
        Vectors.ids(
            node.request(
                "POST", "/live/_search", Vectors.search("knn", vectors.rows()[1], 10, Map.of())));
    assertEquals(1, hits.getFirst());

    Path other = folder.resolve("other.partition");
    assertEquals(
        0,
        run(
                "train",
                place("live"),
                "--out",
                other,
                "--bins",
                16,
                "--similarity",
                "cosinesimil",
                "--hidden",
                0,
                "--seed",
                7)
            .code());
    Run taken = run("upload", other, "--url", node.base(), "--id", "live");
    assertEquals(2, taken.code());
    assertTrue(taken.err().contains("status 409: model [live] is stored with other"), taken.err());
  }

  @Test
  void whatIsNoVectorFieldIsSaidInOneSentence() {
    node.request("PUT", "/words/_doc/1?refresh=true", "{\"v\": \"text\"}");
    Path out = folder.resolve("m.partition");
    for (String[] each :
        new String[][] {
          {place("words"), "document [1] has no array of numbers"},
          {place("words").replace(":v", ":w"), "none of its 1 documents has the field"},
          {place("absent"), "no such index [absent]"}
        }) {
      Run run = run("train", each[0], "--out", out);
      assertEquals(2, run.code(), run.err());
      assertTrue(run.err().contains(each[1]), run.err());
      assertFalse(run.err().contains("\tat "), run.err());
    }
    assertFalse(out.toFile().exists());
  }
}
