package org.learnedpartition.plugin.models;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.learnedpartition.model.OpenModel;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.plugin.mapper.ModelReference;
import org.opensearch.OpenSearchStatusException;
import org.opensearch.ResourceAlreadyExistsException;
import org.opensearch.action.DocWriteRequest.OpType;
import org.opensearch.action.DocWriteResponse;
import org.opensearch.action.bulk.BulkRequest;
import org.opensearch.action.delete.DeleteRequest;
import org.opensearch.action.get.GetResponse;
import org.opensearch.action.index.IndexRequest;
import org.opensearch.action.support.WriteRequest.RefreshPolicy;
import org.opensearch.common.UUIDs;
import org.opensearch.common.settings.Settings;
import org.opensearch.common.unit.TimeValue;
import org.opensearch.common.util.concurrent.ThreadContext;
import org.opensearch.common.xcontent.XContentFactory;
import org.opensearch.core.rest.RestStatus;
import org.opensearch.core.xcontent.ToXContent;
import org.opensearch.core.xcontent.XContentBuilder;
import org.opensearch.index.IndexNotFoundException;
import org.opensearch.index.engine.VersionConflictEngineException;
import org.opensearch.index.query.QueryBuilders;
import org.opensearch.search.SearchHit;
import org.opensearch.search.sort.SortOrder;
import org.opensearch.transport.client.Client;

/**
 * Models in a system index: a metadata document for each, its {@code _id} the model's, and the
 * file's bytes in documents of {@value #CHUNK_BYTES} bytes, their {@code _id} drawn anew for each
 * upload. The metadata document is written last and deleted first, and only if there is none, so
 * nobody sees half a model, and of two uploads under one id one wins.
 *
 * <p>Every method waits for the index, so none may be called on a transport thread. The caller's
 * rights are checked by the actions; the index itself is read and written with the node's own.
 */
public final class ModelStore {
  /** Name of the system index. */
  public static final String INDEX = ".learned-partition-models";

  /** Small beside the heap when base64 doubles it in strings. */
  private static final int CHUNK_BYTES = 1 << 20;

  /** Most models that a list shows, the most that one search returns. */
  private static final int MAX_LISTED = 10_000;

  private static final TimeValue TIMEOUT = TimeValue.timeValueSeconds(30);

  private final Client client;

  public ModelStore(Client client) {
    this.client = client;
  }

  /**
   * @param model what is stored under the id
   * @param created false if it was there already
   */
  record Stored(ModelDescription model, boolean created) {}

  private record Metadata(ModelDescription model, String upload, int chunks) {}

  /**
   * Checks and stores a model.
   *
   * @throws org.learnedpartition.model.InvalidModelException if the file breaks a rule
   * @throws OpenSearchStatusException with 409 if another model has the id
   */
  Stored put(String id, byte[] file) {
    PartitionModel model = PartitionModel.read(file);
    // Opening runs a trial inference: a model that cannot run is refused here.
    OpenModel.open(model).close();
    return asNode(
        () -> {
          Optional<Metadata> present = metadata(id);
          if (present.isPresent()) {
            return same(model, present.get().model);
          }
          createIndex();
          String upload = UUIDs.base64UUID();
          int chunks = Math.ceilDiv(file.length, CHUNK_BYTES);
          for (int i = 0; i < chunks; i++) {
            int start = i * CHUNK_BYTES;
            index(upload, i, file, start, Math.min(CHUNK_BYTES, file.length - start));
          }
          ModelDescription description = ModelDescription.of(id, model, System.currentTimeMillis());
          try {
            index(new Metadata(description, upload, chunks));
          } catch (VersionConflictEngineException e) {
            deleteChunks(upload, chunks);
            return same(model, metadata(id).orElseThrow(() -> unknown(id)).model);
          }
          return new Stored(description, true);
        });
  }

  private static Stored same(PartitionModel model, ModelDescription present) {
    if (!present.sha256().equals(model.id())) {
      throw new OpenSearchStatusException(
          "model [{}] is stored with other content, SHA-256 {}: a model never changes, so choose"
              + " another id for the one sent, SHA-256 {}",
          RestStatus.CONFLICT,
          present.id(),
          present.sha256(),
          model.id());
    }
    return new Stored(present, false);
  }

  /** What is told of a model, if it is stored. */
  Optional<ModelDescription> describe(String id) {
    return asNode(() -> metadata(id)).map(Metadata::model);
  }

  /** All models by id, at most {@value #MAX_LISTED}. */
  List<ModelDescription> list() {
    return asNode(
        () -> {
          List<ModelDescription> models = new ArrayList<>();
          try {
            for (SearchHit hit :
                client
                    .prepareSearch(INDEX)
                    .setQuery(QueryBuilders.existsQuery("model_id"))
                    .addSort("model_id", SortOrder.ASC)
                    .setSize(MAX_LISTED)
                    .setAllowPartialSearchResults(false)
                    .get(TIMEOUT)
                    .getHits()) {
              models.add(ModelDescription.of(hit.getSourceAsMap()));
            }
          } catch (IndexNotFoundException e) {
            return List.of();
          }
          return models;
        });
  }

  /**
   * Reads a model.
   *
   * @throws OpenSearchStatusException with 404 if no model has the id, or another than referred to
   */
  PartitionModel read(ModelReference reference) {
    return asNode(
        () -> {
          Metadata metadata = metadata(reference.id()).orElseThrow(() -> unknown(reference.id()));
          if (!metadata.model.sha256().equals(reference.sha256())) {
            throw new OpenSearchStatusException(
                "model [{}] is stored with SHA-256 {}, but the mapping means {}",
                RestStatus.NOT_FOUND,
                reference.id(),
                metadata.model.sha256(),
                reference.sha256());
          }
          // Reading checks the hash that the file carries; the id is that hash.
          PartitionModel model = PartitionModel.read(chunks(metadata));
          if (!model.id().equals(reference.sha256())) {
            throw new IllegalStateException(
                "model [" + reference.id() + "] was read as " + model.id());
          }
          return model;
        });
  }

  /**
   * Deletes a model.
   *
   * @throws OpenSearchStatusException with 404 if no model has the id
   */
  void delete(String id) {
    asNode(
        () -> {
          Metadata metadata = metadata(id).orElseThrow(() -> unknown(id));
          DeleteRequest request =
              new DeleteRequest(INDEX, id).setRefreshPolicy(RefreshPolicy.IMMEDIATE);
          if (client.delete(request).actionGet(TIMEOUT).getResult()
              == DocWriteResponse.Result.NOT_FOUND) {
            throw unknown(id);
          }
          deleteChunks(metadata.upload, metadata.chunks);
          return null;
        });
  }

  static OpenSearchStatusException unknown(String id) {
    return new OpenSearchStatusException("no model [{}] is stored", RestStatus.NOT_FOUND, id);
  }

  private Optional<Metadata> metadata(String id) {
    GetResponse document;
    try {
      document = client.prepareGet(INDEX, id).get(TIMEOUT);
    } catch (IndexNotFoundException e) {
      return Optional.empty();
    }
    if (!document.isExists()) {
      return Optional.empty();
    }
    Map<String, Object> source = document.getSourceAsMap();
    return Optional.of(
        new Metadata(
            ModelDescription.of(source),
            (String) source.get("upload"),
            ((Number) source.get("chunks")).intValue()));
  }

  private void createIndex() throws IOException {
    XContentBuilder mapping =
        XContentFactory.jsonBuilder()
            .startObject()
            .field("dynamic", false)
            .startObject("properties")
            .startObject("model_id")
            .field("type", "keyword")
            .endObject()
            .endObject()
            .endObject();
    Settings settings =
        Settings.builder()
            .put("index.hidden", true)
            .put("index.number_of_shards", 1)
            .put("index.auto_expand_replicas", "0-1")
            .build();
    try {
      client
          .admin()
          .indices()
          .prepareCreate(INDEX)
          .setSettings(settings)
          .setMapping(mapping)
          .get(TIMEOUT);
    } catch (ResourceAlreadyExistsException e) {
      // Made by an earlier upload.
    }
  }

  private void index(String upload, int chunk, byte[] file, int start, int length)
      throws IOException {
    try (XContentBuilder source = XContentFactory.cborBuilder()) {
      source.startObject().field("bytes", file, start, length).endObject();
      client
          .index(new IndexRequest(INDEX).id(chunkId(upload, chunk)).source(source))
          .actionGet(TIMEOUT);
    }
  }

  private void index(Metadata metadata) throws IOException {
    try (XContentBuilder source = XContentFactory.jsonBuilder()) {
      source.startObject();
      metadata.model.toXContent(source, ToXContent.EMPTY_PARAMS);
      source.field("upload", metadata.upload).field("chunks", metadata.chunks).endObject();
      client
          .index(
              new IndexRequest(INDEX)
                  .id(metadata.model.id())
                  .opType(OpType.CREATE)
                  .source(source)
                  .setRefreshPolicy(RefreshPolicy.IMMEDIATE))
          .actionGet(TIMEOUT);
    }
  }

  private byte[] chunks(Metadata metadata) {
    int size = Math.toIntExact(metadata.model.sizeBytes());
    ByteArrayOutputStream file = new ByteArrayOutputStream(size);
    for (int i = 0; i < metadata.chunks; i++) {
      GetResponse chunk = client.prepareGet(INDEX, chunkId(metadata.upload, i)).get(TIMEOUT);
      if (!chunk.isExists()) {
        throw new IllegalStateException(
            "model [" + metadata.model.id() + "] lacks part " + i + " of " + metadata.chunks);
      }
      Object bytes = chunk.getSourceAsMap().get("bytes");
      file.writeBytes(
          bytes instanceof byte[] raw ? raw : Base64.getDecoder().decode((String) bytes));
    }
    return file.toByteArray();
  }

  private void deleteChunks(String upload, int chunks) {
    BulkRequest request = new BulkRequest();
    for (int i = 0; i < chunks; i++) {
      request.add(new DeleteRequest(INDEX, chunkId(upload, i)));
    }
    client.bulk(request).actionGet(TIMEOUT);
  }

  private static String chunkId(String upload, int chunk) {
    // No model id has a dot, so no chunk hides a model.
    return upload + "." + chunk;
  }

  @SuppressWarnings("try") // The stashed context is put back, not used.
  private <T> T asNode(Callable<T> work) {
    try (ThreadContext.StoredContext ignored =
        client.threadPool().getThreadContext().stashContext()) {
      return work.call();
    } catch (RuntimeException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
