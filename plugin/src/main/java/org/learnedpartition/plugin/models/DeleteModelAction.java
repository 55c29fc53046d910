package org.learnedpartition.plugin.models;

import java.io.IOException;
import java.util.List;
import org.learnedpartition.plugin.IndexOptions;
import org.learnedpartition.plugin.mapper.ModelReference;
import org.opensearch.OpenSearchStatusException;
import org.opensearch.action.ActionRequest;
import org.opensearch.action.ActionRequestValidationException;
import org.opensearch.action.ActionRunnable;
import org.opensearch.action.ActionType;
import org.opensearch.action.support.ActionFilters;
import org.opensearch.action.support.HandledTransportAction;
import org.opensearch.action.support.clustermanager.AcknowledgedResponse;
import org.opensearch.cluster.metadata.IndexMetadata;
import org.opensearch.cluster.service.ClusterService;
import org.opensearch.common.inject.Inject;
import org.opensearch.core.action.ActionListener;
import org.opensearch.core.common.io.stream.StreamInput;
import org.opensearch.core.common.io.stream.StreamOutput;
import org.opensearch.core.rest.RestStatus;
import org.opensearch.tasks.Task;
import org.opensearch.threadpool.ThreadPool;
import org.opensearch.transport.TransportService;

/**
 * Deletes a model that no mapping names. Segments carry the model that they were written with, so
 * even an index that slips in between is searched as before; its new segments are flat.
 */
public final class DeleteModelAction extends ActionType<AcknowledgedResponse> {
  public static final String NAME = "cluster:admin/learned_partition/models/delete";
  public static final DeleteModelAction INSTANCE = new DeleteModelAction();

  private DeleteModelAction() {
    super(NAME, AcknowledgedResponse::new);
  }

  /** The id of the model to delete. */
  public static final class Request extends ActionRequest {
    private final String id;

    /**
     * @throws IllegalArgumentException if a model cannot have the id
     */
    public Request(String id) {
      this.id = ModelReference.checkId(id);
    }

    Request(StreamInput in) throws IOException {
      super(in);
      id = in.readString();
    }

    @Override
    public void writeTo(StreamOutput out) throws IOException {
      super.writeTo(out);
      out.writeString(id);
    }

    @Override
    public ActionRequestValidationException validate() {
      return null;
    }
  }

  /** Runs on the node that is asked. */
  public static final class Transport
      extends HandledTransportAction<Request, AcknowledgedResponse> {
    private final ThreadPool threadPool;
    private final ClusterService clusterService;
    private final ModelStore store;

    @Inject
    public Transport(
        TransportService transport,
        ActionFilters filters,
        ThreadPool threadPool,
        ClusterService clusterService,
        ModelStore store) {
      super(NAME, transport, filters, Request::new);
      this.threadPool = threadPool;
      this.clusterService = clusterService;
      this.store = store;
    }

    @Override
    protected void doExecute(
        Task task, Request request, ActionListener<AcknowledgedResponse> listener) {
      threadPool
          .executor(ModelsThreads.NAME)
          .execute(ActionRunnable.supply(listener, () -> delete(request.id)));
    }

    private AcknowledgedResponse delete(String id) {
      List<String> users =
          clusterService.state().metadata().indices().values().stream()
              .filter(index -> uses(index, id))
              .map(index -> index.getIndex().getName())
              .sorted()
              .toList();
      if (!users.isEmpty()) {
        throw new OpenSearchStatusException(
            "model [{}] is named by the mapping of {}: delete {} first",
            RestStatus.CONFLICT,
            id,
            users,
            users.size() == 1 ? "that index" : "those indices");
      }
      store.delete(id);
      return new AcknowledgedResponse(true);
    }

    private static boolean uses(IndexMetadata index, String id) {
      return IndexOptions.ENABLED.get(index.getSettings())
          && index.mapping() != null
          && MappingModels.fields(index.mapping().sourceAsMap()).stream()
              .anyMatch(field -> field.modelId().equals(id));
    }
  }
}
