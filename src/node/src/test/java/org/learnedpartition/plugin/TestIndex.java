package org.learnedpartition.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.node.RestClient;

/** Requests that the suites share. */
final class TestIndex {
  static final String MODELS = "/_plugins/_learned_partition/models";

  private TestIndex() {}

  static byte[] bytes(PartitionModel model) {
    byte[] file = new byte[model.file().remaining()];
    model.file().get(file);
    return file;
  }

  static RestClient.Response putModel(RestClient node, String id, byte[] file) {
    return node.send("PUT", MODELS + "/" + id, "application/*", file);
  }

  /** Stores a model, or finds it stored. */
  static void model(RestClient node, String id, PartitionModel model) {
    RestClient.Response put = putModel(node, id, bytes(model));
    assertTrue(put.status() == 201 || put.status() == 200, put.text());
  }

  /**
   * The body that makes an index of one shard and several segments, with a field {@code v}.
   *
   * @param field parameters of the field after its type, such as {@code "dimension": 3}
   */
  static String body(String field) {
    return """
    {"settings": {"index": {"learned_partition": true, "number_of_shards": 1,
       "number_of_replicas": 0, "refresh_interval": -1,
       "learned_partition.flat_threshold": 100}},
     "mappings": {"properties": {"parity": {"type": "keyword"}, "n": {"type": "integer"},
       "v": {"type": "learned_vector", %s}}}}
    """
        .formatted(field);
  }

  /** Asserts status and the sentence of the first cause, and that nothing but it is there. */
  static void assertRefused(int status, String sentence, RestClient.Response answer) {
    assertEquals(status, answer.status(), answer.text());
    String reason = answer.json().at("/error/root_cause/0/reason").asString();
    assertEquals(sentence, reason, answer.text());
  }
}
