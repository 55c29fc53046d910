package org.learnedpartition.plugin.models;

import java.io.IOException;
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
import org.opensearch.core.common.bytes.BytesReference;
import org.opensearch.core.common.io.stream.StreamInput;
import org.opensearch.core.common.io.stream.StreamOutput;
import org.opensearch.core.xcontent.ToXContentObject;
import org.opensearch.core.xcontent.XContentBuilder;
import org.opensearch.tasks.Task;
import org.opensearch.threadpool.ThreadPool;
import org.opensearch.transport.TransportService;

/** Checks and stores a model. */
public final class PutModelAction extends ActionType<PutModelAction.Response> {
  public static final String NAME = "cluster:admin/learned_partition/models/put";
  public static final PutModelAction INSTANCE = new PutModelAction();

  private PutModelAction() {
    super(NAME, Response::new);
  }

  /** The bytes of a {@code .partition} file, and the id to store them under. */
  public static final class Request extends ActionRequest {
    private final String id;
    private final BytesReference file;

    /**
     * @throws IllegalArgumentException if a model cannot have the id
     */
    public Request(String id, BytesReference file) {
      this.id = ModelReference.checkId(id);
      this.file = file;
    }

    Request(StreamInput in) throws IOException {
      super(in);
      id = in.readString();
      file = in.readBytesReference();
    }

    @Override
    public void writeTo(StreamOutput out) throws IOException {
      super.writeTo(out);
      out.writeString(id);
      out.writeBytesReference(file);
    }

    @Override
    public ActionRequestValidationException validate() {
      return null;
    }
  }

  /** What is stored under the id now. */
  public static final class Response extends ActionResponse implements ToXContentObject {
    private final ModelDescription model;
    private final boolean created;

    Response(ModelStore.Stored stored) {
      this.model = stored.model();
      this.created = stored.created();
    }

    Response(StreamInput in) throws IOException {
      super(in);
      model = new ModelDescription(in);
      created = in.readBoolean();
    }

    /** Whether the model was stored now; false if it was there already. */
    public boolean created() {
      return created;
    }

    @Override
    public void writeTo(StreamOutput out) throws IOException {
      model.writeTo(out);
      out.writeBoolean(created);
    }

    @Override
    public XContentBuilder toXContent(XContentBuilder builder, Params params) throws IOException {
      builder.startObject().field("result", created ? "created" : "unchanged");
      return model.toXContent(builder, params).endObject();
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
          .execute(
              ActionRunnable.supply(
                  listener,
                  () -> new Response(store.put(request.id, BytesReference.toBytes(request.file)))));
    }
  }
}
