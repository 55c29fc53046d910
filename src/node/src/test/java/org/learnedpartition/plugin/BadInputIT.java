package org.learnedpartition.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.learnedpartition.plugin.TestIndex.assertRefused;
import static org.learnedpartition.plugin.TestIndex.body;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.model.TestModels;
import org.learnedpartition.node.NodeExtension;
import org.learnedpartition.node.RestClient;
import tools.jackson.databind.JsonNode;

/** What a real node says to mappings, documents and queries that are wrong: one sentence each. */
@ExtendWith(NodeExtension.class)
class BadInputIT {
  private static final char SEPARATOR = '|';

  private final RestClient node;

  BadInputIT(RestClient node) {
    this.node = node;
  }

  @BeforeEach
  void makeIndices() {
    TestIndex.model(node, "three", TestModels.linear(3, 4, Similarity.L2, 1));
    if (node.send("HEAD", "/bad-l2", null).status() == 404) {
      node.request("PUT", "/bad-l2", body("\"dimension\": 3, \"model_id\": \"three\""));
      node.request("PUT", "/bad-cosine", body("\"dimension\": 3, \"space_type\": \"cosinesimil\""));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = SEPARATOR,
      textBlock =
          """
          "dimension": 0            | [v]: [dimension] must be an integer between 1 and 16000, got [0]
          "dimension": 16001        | [v]: [dimension] must be an integer between 1 and 16000, got [16001]
          "dimension": 2.5          | [v]: [dimension] must be an integer between 1 and 16000, got [2.5]
          "probes": 4               | [v] of type [learned_vector] lacks [dimension], the number of values of a vector
          "dimension": 3, "probes": -1 | [v]: [probes] must be an integer between 0 and 65536, got [-1]
          "dimension": 3, "space_type": "l1" | [v]: [space_type] must be one of [l2, cosinesimil, innerproduct], got [l1]
          "dimension": 3, "data_type": "byte" | [v]: [data_type] must be [float], got [byte]: no other vectors are supported
          "dimension": 3, "method": {} | unknown parameter [method] on mapper [v] of type [learned_vector]
          "dimension": 3, "copy_to": "n" | [v] of type [learned_vector] takes no part in [fields] or [copy_to]
          "dimension": 3, "model_id": "nobody" | [v] names model [nobody], which is not stored: put it to [/_plugins/_learned_partition/models/nobody] first
          "dimension": 3, "model_id": "No Body" | [model_id] must be 1 to 128 lower-case letters, digits, '-' and '_', beginning with a letter or digit, got [No Body]
          "dimension": 4, "model_id": "three" | [v] has [dimension: 4], but its model [three] has [dimension: 3]
          "dimension": 3, "model_id": "three", "space_type": "cosinesimil" | [v] has [space_type: cosinesimil], but its model [three] has [space_type: l2]
          """,
      quoteCharacter = '~')
  void aMappingIsRefused(String field, String sentence) {
    assertRefused(400, sentence, node.send("PUT", "/refused", body(field)));
    assertEquals(404, node.send("HEAD", "/refused", null).status());
  }

  @Test
  void theFieldNeedsTheIndexSetting() {
    assertRefused(
        400,
        "[v] of type [learned_vector] needs the index to be made with the setting"
            + " [index.learned_partition: true]",
        node.send(
            "PUT",
            "/refused",
            """
            {"mappings": {"properties": {"v": {"type": "learned_vector", "dimension": 3}}}}
            """));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = SEPARATOR,
      textBlock =
          """
          "dimension": 4 | Cannot update parameter [dimension] from [3] to [4]
          "dimension": 3, "space_type": "cosinesimil" | Cannot update parameter [space_type] from [l2] to [cosinesimil]
          "dimension": 3, "model_id": "nobody" | [v] names model [nobody], which is not stored
          """,
      quoteCharacter = '~')
  void aChangeOfAMappingIsRefused(String field, String part) {
    RestClient.Response answer =
        node.send(
            "PUT",
            "/bad-l2/_mapping",
            "{\"properties\": {\"v\": {\"type\": \"learned_vector\", " + field + "}}}");
    assertEquals(400, answer.status());
    assertTrue(answer.text().contains(part), answer.text());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = SEPARATOR,
      textBlock =
          """
          bad-l2 | [1, 2]          | [v] has dimension 3, got a vector of 2 values
          bad-l2 | [1, 2, 3, 4]    | [v] has dimension 3, got a vector of 4 values
          bad-l2 | []              | [v] has dimension 3, got a vector of 0 values
          bad-l2 | 1               | [v] must be an array of numbers, got [1]
          bad-l2 | "1,2,3"         | [v] must be an array of numbers, got [1,2,3]
          bad-l2 | {"x": 1}        | [v] must be an array of numbers, got an object
          bad-l2 | [1, "x", 3]     | [v] must hold numbers, got the string [x] at position 1
          bad-l2 | [1, 2, "NaN"]   | [v] must hold numbers, got the string [NaN] at position 2
          bad-l2 | [1, null, 3]    | [v] must hold numbers, got null at position 1
          bad-l2 | [1, true, 3]    | [v] must hold numbers, got a boolean at position 1
          bad-l2 | [1, 2, 1e39]    | [v] must hold numbers within the range of a 32-bit float, at most 3.4028235E38, got 1e39 at position 2
          bad-l2 | [[1, 2, 3]]     | [v] must hold one vector, an array of numbers, got an array at position 0
          bad-l2 | [1, 2, [3]]     | [v] must hold one vector, an array of numbers, got an array at position 2
          bad-cosine | [0, 0, -0.0] | [v] compares angles (space_type cosinesimil), which the zero vector has none of
          """,
      quoteCharacter = '~')
  void aVectorIsRefused(String index, String vector, String sentence) {
    assertRefused(
        400, sentence, node.send("PUT", "/" + index + "/_doc/1", "{\"v\": " + vector + "}"));
    JsonNode bulk =
        node.lines(
            "/" + index + "/_bulk",
            ("{\"index\":{\"_id\":\"1\"}}\n{\"v\": " + vector + "}\n").getBytes());
    assertEquals(400, bulk.at("/items/0/index/status").asInt());
    assertEquals(sentence, bulk.at("/items/0/index/error/reason").asString());
  }

  @Test
  void notANumberAndInfinityAreRefusedWhereTheFormatCanSayThem() {
    // CBOR: {"v": [1.0f, NaN, 3.0f]}, then with infinity.
    byte[] document = {
      (byte) 0xa1,
      0x61,
      'v',
      (byte) 0x83,
      (byte) 0xfa,
      0x3f,
      (byte) 0x80,
      0,
      0,
      (byte) 0xfa,
      0x7f,
      (byte) 0xc0,
      0,
      0,
      (byte) 0xfa,
      0x40,
      0x40,
      0,
      0
    };
    assertRefused(
        400,
        "[v] must hold finite numbers, got NaN at position 1",
        node.send("PUT", "/bad-l2/_doc/1?format=json", "application/cbor", document));
    document[11] = (byte) 0x80;
    assertRefused(
        400,
        "[v] must hold finite numbers, got Infinity at position 1",
        node.send("PUT", "/bad-l2/_doc/1?format=json", "application/cbor", document));
    // JSON has no such numbers: the document itself cannot be read.
    assertEquals(400, node.send("PUT", "/bad-l2/_doc/1", "{\"v\": [1, NaN, 3]}").status());
  }

  @Test
  void aSecondVectorInADocumentIsRefusedAndNullAndNoneAreTaken() {
    assertRefused(
        400,
        "[v] must hold one vector, an array of numbers, got an array at position 0",
        node.send("PUT", "/bad-l2/_doc/1", "{\"v\": [[1, 2, 3], [1, 2, 3]]}"));
    node.request(
        "PUT",
        "/bad-object",
        """
        {"settings": {"index.learned_partition": true, "number_of_replicas": 0},
         "mappings": {"properties": {"o": {"properties":
           {"v": {"type": "learned_vector", "dimension": 2}}}}}}
        """);
    assertRefused(
        400,
        "[o.v] has one vector a document, got another in the same document",
        node.send("PUT", "/bad-object/_doc/1", "{\"o\": [{\"v\": [1, 2]}, {\"v\": [3, 4]}]}"));
    node.request("PUT", "/bad-l2/_doc/null?refresh=true", "{\"v\": null}");
    node.request("PUT", "/bad-l2/_doc/none?refresh=true", "{\"n\": 1}");
    node.request("PUT", "/bad-l2/_doc/some?refresh=true", "{\"v\": [1, 2, 3]}");
    JsonNode found =
        node.request(
            "POST",
            "/bad-l2/_search",
            "{\"query\": {\"learned_knn\": {\"v\": {\"vector\": [1, 2, 3], \"k\": 5}}},"
                + " \"_source\": false}");
    assertEquals(1, found.at("/hits/total/value").asInt());
    assertEquals("some", found.at("/hits/hits/0/_id").asString());
    JsonNode source = node.request("GET", "/bad-l2/_doc/some");
    assertEquals("[1,2,3]", source.at("/_source/v").toString());
    JsonNode filtered = node.request("GET", "/bad-l2/_doc/some?_source_excludes=v");
    assertTrue(filtered.at("/_source").isEmpty(), filtered.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = SEPARATOR,
      textBlock =
          """
          {"v": {"vector": [1, 2, 3], "k": 0}}       | [learned_knn] requires [k] between 1 and 10000, got 0
          {"v": {"vector": [1, 2, 3], "k": 1000000}} | [learned_knn] requires [k] between 1 and 10000, got 1000000
          {"v": {"vector": [1, 2, 3], "k": 99999999999999999999}} | [learned_knn] requires [k] between 1 and 10000, got 99999999999999999999
          {"v": {"vector": [1, 2, 3], "k": 2.5}}     | [learned_knn] requires an integer for [k], got [2.5]
          {"v": {"vector": [1, 2, 3], "k": "10"}}    | [learned_knn] requires an integer for [k], got [10]
          {"v": {"vector": [1, 2, 3]}}               | [learned_knn] requires [k], the number of hits of each shard
          {"v": {"k": 10}}                           | [learned_knn] requires [vector]
          {}                                         | [learned_knn] must name the field to search
          {"v": 3}                                   | [learned_knn] must give field [v] an object with [vector] and [k]
          {"v": {"vector": [1, 2, 3], "k": 1}, "w": {}} | [learned_knn] searches one field, got [v] and [w]
          {"v": {"vector": [1, 2, 3], "k": 1, "ef_search": 9}} | [learned_knn] does not know the parameter [ef_search]: expected one of [vector, k, filter, method_parameters, ignore_unmapped, boost, _name]
          {"v": {"vector": [1, 2, 3], "k": 1, "method_parameters": {"nprobes": 0}}} | [learned_knn] requires [nprobes] between 1 and 65536, got 0
          {"v": {"vector": [1, 2, 3], "k": 1, "method_parameters": {"nprobes": 1000000000}}} | [learned_knn] requires [nprobes] between 1 and 65536, got 1000000000
          {"v": {"vector": [1, 2, 3], "k": 1, "method_parameters": {"ef_search": 9}}} | [learned_knn] does not know [ef_search] in [method_parameters]: expected [nprobes]
          {"v": {"vector": [1, 2], "k": 1}}          | [v] has dimension 3, got a vector of 2 values
          {"v": {"vector": [1, 2, "NaN"], "k": 1}}   | [v] must hold numbers, got the string [NaN] at position 2
          {"v": {"vector": [1, 2, -1e39], "k": 1}}   | [v] must hold numbers within the range of a 32-bit float, at most 3.4028235E38, got -1e39 at position 2
          {"v": {"vector": 3, "k": 1}}               | [v] must be an array of numbers, got [3]
          {"nobody": {"vector": [1, 2, 3], "k": 1}}  | [learned_knn] found no field [nobody]
          {"n": {"vector": [1, 2, 3], "k": 1}}       | [learned_knn] searches fields of type [learned_vector], but [n] is of type [integer]
          """,
      quoteCharacter = '~')
  void aQueryIsRefused(String query, String sentence) {
    assertRefused(
        400,
        sentence,
        node.send("POST", "/bad-l2/_search", "{\"query\": {\"learned_knn\": " + query + "}}"));
  }

  @Test
  void theZeroVectorIsNoQueryForAngles() {
    assertRefused(
        400,
        "[v] compares angles (space_type cosinesimil), which the zero vector has none of",
        node.send(
            "POST",
            "/bad-cosine/_search",
            "{\"query\": {\"knn\": {\"v\": {\"vector\": [0, 0, 0], \"k\": 1}}}}"));
  }

  @Test
  void aTermQueryIsSentToTheRightQuery() {
    RestClient.Response answer =
        node.send("POST", "/bad-l2/_search", "{\"query\": {\"term\": {\"v\": \"1\"}}}");
    assertEquals(400, answer.status());
    assertTrue(
        answer
            .text()
            .contains(
                "[v] is of type [learned_vector], which has no terms: search it with"
                    + " [learned_knn]"),
        answer.text());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = SEPARATOR,
      textBlock =
          """
          probes | -1 | must be >= 0
          probes | 65537 | must be <= 65536
          flat_threshold | -1 | must be >= 0
          """)
  void aSettingOutOfRangeIsRefused(String setting, String value, String part) {
    RestClient.Response answer =
        node.send(
            "PUT",
            "/bad-l2/_settings",
            "{\"index.learned_partition." + setting + "\": " + value + "}");
    assertEquals(400, answer.status());
    assertTrue(answer.text().contains(part), answer.text());
  }
}
