package org.learnedpartition.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.node.RestClient;
import org.learnedpartition.node.RestException;
import org.learnedpartition.sets.text.Embedder;
import org.learnedpartition.sets.text.Synset;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The index of the demo, through REST: one document a synset, numbered as in {@link Corpus}. What
 * it was filled from is written to the mapping's {@code _meta} once all is in, so that a later run
 * knows whether it can be used as it is.
 */
final class DemoIndex {
  static final String NAME = "words";

  private static final String MODELS = "/_plugins/_learned_partition/models/";

  /** Low enough that the partition shows in a small index too. */
  private static final int FLAT_THRESHOLD = 256;

  /** About 2.5 MB of JSON. */
  private static final int BULK_DOCUMENTS = 500;

  /** A node that is short of memory answers 429 until it has collected its garbage. */
  private static final int TOO_MANY_REQUESTS = 429;

  private static final int RETRIES = 30;
  private static final long RETRY_MILLIS = 500;

  private static final int BULK_THREADS = 2;
  private static final JsonMapper JSON = new JsonMapper();

  private final RestClient node;

  /**
   * A document found.
   *
   * @param id its number
   * @param score the similarity as OpenSearch gives it: (1 + cosine) / 2
   * @param source its fields without the vector; missing unless asked for
   */
  record Hit(int id, double score, JsonNode source) {}

  /**
   * The answer to a search.
   *
   * @param nanos from sending the query to having parsed the answer
   * @param profile what was scanned; null unless asked for
   */
  record Result(List<Hit> hits, long nanos, ProbeProfile profile) {}

  DemoIndex(RestClient node) {
    this.node = node;
  }

  /**
   * Whether the index is whole and was made from this.
   *
   * @param fingerprint of the vectors
   */
  boolean holds(String fingerprint, PartitionModel model, int documents) {
    try {
      JsonNode meta =
          node.request("GET", "/" + NAME + "/_mapping").path(NAME).path("mappings").path("_meta");
      return meta.equals(JSON.valueToTree(meta(fingerprint, model, documents)))
          && count() == documents
          && node.send("GET", MODELS + model.id(), null).status() == 200;
    } catch (RestException e) {
      if (e.status() == 404) {
        return false;
      }
      throw e;
    }
  }

  private static Map<String, Object> meta(String fingerprint, PartitionModel model, int documents) {
    return Map.of("vectors", fingerprint, "model", model.id(), "documents", documents);
  }

  /**
   * Makes the index anew and fills it.
   *
   * @param vectors {@value Embedder#DIMENSION} values a document
   * @param done is told how many documents each request brought
   */
  void fill(
      List<Synset> documents,
      float[] vectors,
      String fingerprint,
      PartitionModel model,
      IntConsumer done)
      throws IOException, InterruptedException {
    node.send("DELETE", "/" + NAME, null);
    byte[] bytes = new byte[model.file().remaining()];
    model.file().get(bytes);
    // OpenSearch takes no octet-stream.
    expect(node.send("PUT", MODELS + model.id(), "application/*", bytes));
    node.request("PUT", "/" + NAME, settings(model));
    try (ExecutorService threads = Executors.newFixedThreadPool(BULK_THREADS)) {
      List<Future<?>> requests = new ArrayList<>();
      for (int from = 0; from < documents.size(); from += BULK_DOCUMENTS) {
        int first = from;
        int end = Math.min(from + BULK_DOCUMENTS, documents.size());
        requests.add(
            threads.submit(
                () -> {
                  bulk(documents, vectors, first, end);
                  done.accept(end - first);
                  return null;
                }));
      }
      try {
        for (Future<?> request : requests) {
          request.get();
        }
      } catch (ExecutionException e) {
        threads.shutdownNow();
        throw new IOException(
            "documents could not be indexed: " + e.getCause().getMessage(), e.getCause());
      } catch (InterruptedException e) {
        threads.shutdownNow();
        throw e;
      }
    }
    // 3 s for all documents, and a search takes 4.0 ms instead of 5.1: no merge goes on beside it.
    node.request("POST", "/" + NAME + "/_forcemerge?max_num_segments=1");
    node.request("POST", "/" + NAME + "/_flush");
    node.request("POST", "/" + NAME + "/_refresh");
    if (count() != documents.size()) {
      throw new IOException(
          "the index has " + count() + " documents, expected " + documents.size());
    }
    node.request(
        "PUT",
        "/" + NAME + "/_mapping",
        Map.of("_meta", meta(fingerprint, model, documents.size())));
  }

  private static Map<String, Object> settings(PartitionModel model) {
    Map<String, Object> stored = Map.of("type", "keyword", "index", false, "doc_values", false);
    return Map.of(
        "settings",
        Map.of(
            "index.learned_partition", true,
            "index.learned_partition.flat_threshold", FLAT_THRESHOLD,
            "index.number_of_shards", 1,
            "index.number_of_replicas", 0,
            "index.refresh_interval", -1),
        "mappings",
        Map.of(
            "dynamic",
            "strict",
            "_source",
            Map.of("excludes", List.of("vector")),
            "properties",
            Map.of(
                "words", stored,
                "part_of_speech", stored,
                "definition", stored,
                "vector",
                    Map.of(
                        "type",
                        "learned_vector",
                        "dimension",
                        Embedder.DIMENSION,
                        "space_type",
                        "cosinesimil",
                        "model_id",
                        model.id()))));
  }

  private void bulk(List<Synset> documents, float[] vectors, int from, int to)
      throws InterruptedException {
    StringBuilder lines = new StringBuilder((to - from) * 4_600);
    for (int id = from; id < to; id++) {
      Synset synset = documents.get(id);
      lines.append("{\"index\":{\"_id\":\"").append(id).append("\"}}\n");
      String fields =
          JSON.writeValueAsString(
              Map.of(
                  "words", synset.words(),
                  "part_of_speech", synset.partOfSpeech(),
                  "definition", synset.definition()));
      lines.append(fields, 0, fields.length() - 1).append(",\"vector\":");
      append(lines, vectors, id);
      lines.append("}\n");
    }
    JsonNode answer = bulk(lines.toString().getBytes(StandardCharsets.UTF_8));
    if (answer.path("errors").asBoolean(true)) {
      for (JsonNode item : answer.path("items")) {
        JsonNode error = item.path("index").path("error");
        if (!error.isMissingNode()) {
          throw new IllegalStateException("document was refused: " + error);
        }
      }
      throw new IllegalStateException("the node did not take the documents: " + answer);
    }
  }

  private JsonNode bulk(byte[] lines) throws InterruptedException {
    for (int retries = 0; ; retries++) {
      try {
        return node.lines("/" + NAME + "/_bulk", lines);
      } catch (RestException e) {
        if (e.status() != TOO_MANY_REQUESTS || retries == RETRIES) {
          throw e;
        }
        Thread.sleep(RETRY_MILLIS);
      }
    }
  }

  private static void append(StringBuilder json, float[] vectors, int row) {
    int offset = row * Embedder.DIMENSION;
    for (int d = 0; d < Embedder.DIMENSION; d++) {
      json.append(d == 0 ? '[' : ',').append(vectors[offset + d]);
    }
    json.append(']');
  }

  private int count() {
    return node.request("GET", "/" + NAME + "/_count").path("count").asInt(-1);
  }

  private static void expect(RestClient.Response response) throws IOException {
    if (response.status() >= 300) {
      throw new IOException("the node refused the model: " + response.text());
    }
  }

  /**
   * The nearest documents.
   *
   * @param vectors holds the query at this row
   * @param k how many documents, ≥ 1
   * @param probes bins to probe; 0: as calibrated; at least the number of bins: exact
   * @param source whether to bring the fields
   * @param profile whether to tell what was scanned, which costs time
   */
  Result search(float[] vectors, int row, int k, int probes, boolean source, boolean profile) {
    StringBuilder body = new StringBuilder(5_000);
    body.append("{\"size\":").append(k).append(",\"_source\":").append(source);
    body.append(",\"profile\":").append(profile);
    body.append(",\"query\":{\"learned_knn\":{\"vector\":{\"k\":").append(k);
    if (probes > 0) {
      body.append(",\"method_parameters\":{\"nprobes\":").append(probes).append('}');
    }
    body.append(",\"vector\":");
    append(body, vectors, row);
    body.append("}}}}");
    String text = body.toString();
    long start = System.nanoTime();
    JsonNode answer = node.request("POST", "/" + NAME + "/_search", text);
    long nanos = System.nanoTime() - start;
    List<Hit> hits = new ArrayList<>(k);
    for (JsonNode hit : answer.path("hits").path("hits")) {
      hits.add(
          new Hit(
              Integer.parseInt(hit.path("_id").asString()),
              hit.path("_score").asDouble(),
              hit.path("_source")));
    }
    return new Result(hits, nanos, profile ? profile(answer) : null);
  }

  private static ProbeProfile profile(JsonNode answer) {
    return ProbeProfile.parse(
        answer.at("/profile/shards/0/searches/0/query/0/description").asString());
  }
}
