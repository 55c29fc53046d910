package org.learnedpartition.plugin.models;

import java.io.IOException;
import java.util.List;
import org.learnedpartition.plugin.mapper.ModelReference;
import org.opensearch.action.ActionRequest;
import org.opensearch.action.ActionRequestValidationException;
import org.opensearch.action.ActionRunnable;
import org.opensearch.action.ActionType;
import org.opensearch.action.support.ActionFilters;
import org.opensearch.action.support.HandledTransportAction;
import org.opensearch.common.inject.Inject;
import org.opensearch.core.action.ActionListener;
import org.opensearch.core.action.ActionResponse;
import org.opensearch.core.common.io.stream.StreamInput;
import org.opensearch.core.common.io.stream.StreamOutput;
import org.opensearch.core.xcontent.ToXContentObject;
import org.opensearch.core.xcontent.XContentBuilder;
import org.opensearch.tasks.Task;
import org.opensearch.threadpool.ThreadPool;
import org.opensearch.transport.TransportService;

/** Tells of one stored model, or of all. */
public final class GetModelsAction extends ActionType<GetModelsAction.Response> {
  public static final String NAME = "cluster:admin/learned_partition/models/get";
  public static final GetModelsAction INSTANCE = new GetModelsAction();

  private GetModelsAction() {
    super(NAME, Response::new);
  }

  /** The id of a model, or none for all models. */
  public static final class Request extends ActionRequest {
    private final String id;

    /**
     * @param id of one model, or null for all
     * @throws IllegalArgumentException if a model cannot have the id
     */
    public Request(String id) {
      this.id = id == null ? null : ModelReference.checkId(id);
    }

    Request(StreamInput in) throws IOException {
      super(in);
      id = in.readOptionalString();
    }

    @Override
    public void writeTo(StreamOutput out) throws IOException {
      super.writeTo(out);
      out.writeOptionalString(id);
    }

    @Override
    public ActionRequestValidationException validate() {
      return null;
    }
  }

  /** One model as an object of its own, or all under {@code models}. */
  public static final class Response extends ActionResponse implements ToXContentObject {
    private final boolean all;
    private final List<ModelDescription> models;

    Response(boolean all, List<ModelDescription> models) {
      this.all = all;
      this.models = models;
    }

    Response(StreamInput in) throws IOException {
      super(in);
      all = in.readBoolean();
      models = in.readList(ModelDescription::new);
    }

    @Override
    public void writeTo(StreamOutput out) throws IOException {
      out.writeBoolean(all);
      out.writeList(models);
    }

    @Override
    public XContentBuilder toXContent(XContentBuilder builder, Params params) throws IOException {
      builder.startObject();
      if (!all) {
        return models.getFirst().toXContent(builder, params).endObject();
      }
      builder.startArray("models");
      for (ModelDescription model : models) {
        builder.startObject();
        model.toXContent(builder, params).endObject();
      }
      return builder.endArray().endObject();
    }
  }

  /** Runs on the node that is asked. */
  public static final class Transport extends HandledTransportAction<Request, Response> {
    private final ThreadPool threadPool;
    private final ModelStore store;

    @Inject
    public Transport(
        TransportService transport,
        ActionFilters filters,
        ThreadPool threadPool,
        ModelStore store) {
      super(NAME, transport, filters, Request::new);
      this.threadPool = threadPool;
      this.store = store;
    }

    @Override
    protected void doExecute(Task task, Request request, ActionListener<Response> listener) {
      threadPool
          .executor(ModelsThreads.NAME)
          .execute(ActionRunnable.supply(listener, () -> models(request.id)));
    }

    private Response models(String id) {
      return id == null
          ? new Response(true, store.list())
          : new Response(
              false, List.of(store.describe(id).orElseThrow(() -> ModelStore.unknown(id))));
    }
  }
}
