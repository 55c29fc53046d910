package org.learnedpartition.plugin.models;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.plugin.mapper.LearnedVectorFieldMapper;
import org.learnedpartition.plugin.mapper.ModelReference;
import org.opensearch.action.ActionRunnable;
import org.opensearch.core.action.ActionListener;
import org.opensearch.index.mapper.MappingTransformer;
import org.opensearch.threadpool.ThreadPool;

/**
 * Looks up the models that mappings name when an index is made, a mapping or a template is put:
 * refuses what is not stored or does not fit the field, and writes the model's hash beside its id.
 * This is where waiting is allowed; parsing a mapping must not wait, and goes by what it finds.
 *
 * <p>A mapping that comes about otherwise, such as one restored from a snapshot, keeps its hash,
 * and is served only by a model with that hash: without it, new segments stay flat and the log says
 * so.
 */
public final class MappingModels implements MappingTransformer {
  private final ThreadPool threadPool;
  private final String executor;
  private final ModelStore store;
  private final LoadedModels loaded;
  private final BooleanSupplier holdsData;

  /**
   * @param executor name of the thread pool to look up on
   * @param holdsData whether this node may have shards, and so loads a model before the index is
   *     there that wants it
   */
  public MappingModels(
      ThreadPool threadPool,
      String executor,
      ModelStore store,
      LoadedModels loaded,
      BooleanSupplier holdsData) {
    this.threadPool = threadPool;
    this.executor = executor;
    this.store = store;
    this.loaded = loaded;
    this.holdsData = holdsData;
  }

  /** A field of a mapping that names a model. */
  record Field(String path, Map<String, Object> parameters) {
    String modelId() {
      return parameters.get("model_id").toString();
    }
  }

  @Override
  public void transform(
      Map<String, Object> mapping, TransformContext context, ActionListener<Void> listener) {
    List<Field> fields = fields(mapping);
    if (fields.isEmpty()) {
      listener.onResponse(null);
      return;
    }
    threadPool.executor(executor).execute(ActionRunnable.run(listener, () -> resolve(fields)));
  }

  private void resolve(List<Field> fields) {
    for (Field field : fields) {
      String id = ModelReference.checkId(field.modelId());
      ModelDescription model =
          store
              .describe(id)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "["
                              + field.path
                              + "] names model ["
                              + id
                              + "], which is not stored: put it to [/_plugins/_learned_partition"
                              + "/models/"
                              + id
                              + "] first"));
      checkFits(field, model);
      field.parameters.put("model_sha256", model.sha256());
      if (holdsData.getAsBoolean()) {
        loaded.load(model.reference());
      }
    }
  }

  private static void checkFits(Field field, ModelDescription model) {
    check(field, model, "dimension", field.parameters.get("dimension"), model.dimension());
    check(
        field,
        model,
        "space_type",
        field.parameters.getOrDefault("space_type", Similarity.L2.space()),
        model.spaceType());
    check(
        field,
        model,
        "model_sha256",
        field.parameters.getOrDefault("model_sha256", model.sha256()),
        model.sha256());
  }

  private static void check(
      Field field, ModelDescription model, String parameter, Object asked, Object has) {
    // What is missing or no value at all is the mapper's to refuse.
    if (asked != null && !asked.toString().equals(has.toString())) {
      throw new IllegalArgumentException(
          "["
              + field.path
              + "] has ["
              + parameter
              + ": "
              + asked
              + "], but its model ["
              + model.id()
              + "] has ["
              + parameter
              + ": "
              + has
              + "]");
    }
  }

  /** All fields of our type that name a model, wherever they stand in a mapping. */
  static List<Field> fields(Map<String, Object> mapping) {
    List<Field> fields = new ArrayList<>();
    collect("", mapping, fields);
    return fields;
  }

  @SuppressWarnings("unchecked")
  private static void collect(String path, Object node, List<Field> fields) {
    if (node instanceof List<?> list) {
      list.forEach(element -> collect(path, element, fields));
    } else if (node instanceof Map<?, ?> map) {
      if (LearnedVectorFieldMapper.CONTENT_TYPE.equals(map.get("type"))
          && map.get("model_id") != null) {
        fields.add(new Field(path, (Map<String, Object>) map));
      }
      map.forEach((key, value) -> collect(join(path, key.toString()), value, fields));
    }
  }

  private static String join(String path, String key) {
    if (key.equals("_doc") || key.equals("properties")) {
      return path;
    }
    return path.isEmpty() ? key : path + "." + key;
  }
}
