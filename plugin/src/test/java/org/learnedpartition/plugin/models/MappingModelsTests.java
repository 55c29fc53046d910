package org.learnedpartition.plugin.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.model.TestModels;
import org.opensearch.common.io.stream.BytesStreamOutput;
import org.opensearch.common.xcontent.XContentHelper;
import org.opensearch.common.xcontent.json.JsonXContent;
import org.opensearch.core.xcontent.ToXContent;
import org.opensearch.core.xcontent.XContentBuilder;

class MappingModelsTests {

  private static List<String> fields(String mapping) {
    return MappingModels.fields(
            XContentHelper.convertToMap(JsonXContent.jsonXContent, mapping, true))
        .stream()
        .map(field -> field.path() + "=" + field.modelId())
        .toList();
  }

  @Test
  void fieldsAreFoundWhereverTheyStand() {
    assertEquals(
        List.of("a=m1", "o.b=m2", "dynamic_templates.t.mapping=m3"),
        fields(
            """
            {"_doc": {"properties": {
                "a": {"type": "learned_vector", "model_id": "m1"},
                "flat": {"type": "learned_vector", "dimension": 3},
                "o": {"type": "nested", "properties": {
                  "b": {"type": "learned_vector", "model_id": "m2"}}}},
              "dynamic_templates": [{"t": {"match": "v*",
                "mapping": {"type": "learned_vector", "model_id": "m3"}}}]}}
            """));
  }

  @Test
  void fieldsNamedLikeParametersAreNoFieldsOfOurs() {
    assertEquals(
        List.of(),
        fields(
            """
            {"properties": {"type": {"type": "keyword"}, "model_id": {"type": "keyword"},
              "other": {"type": "knn_vector", "model_id": "m"}}}
            """));
  }

  @Test
  void aDescriptionIsReadBackFromDocumentsAndNodes() throws IOException {
    ModelDescription model =
        ModelDescription.of("m", TestModels.linear(4, 8, Similarity.L2, 1), 1_234_567_890_123L);
    XContentBuilder json = JsonXContent.contentBuilder().startObject();
    model.toXContent(json, ToXContent.EMPTY_PARAMS).endObject();
    Map<String, Object> source =
        XContentHelper.convertToMap(JsonXContent.jsonXContent, json.toString(), true);
    assertEquals(model, ModelDescription.of(source));
    try (BytesStreamOutput out = new BytesStreamOutput()) {
      model.writeTo(out);
      assertEquals(model, new ModelDescription(out.bytes().streamInput()));
    }
  }

  @Test
  void recallsThatWereNotReachedAreLeftOut() {
    ModelDescription model = ModelDescription.of("m", TestModels.linear(4, 8, Similarity.L2, 1), 0);
    // The test model reaches 0.71 at half its bins and 1 at all of them; between, it is
    // interpolated.
    assertEquals(
        Map.of("0.9", 7, "0.95", 8, "0.99", 8), model.calibration().get("probes_for_recall"));
    assertTrue(model.sizeBytes() > 0);
  }
}
