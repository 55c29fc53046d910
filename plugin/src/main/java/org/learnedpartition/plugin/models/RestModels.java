package org.learnedpartition.plugin.models;

import java.io.IOException;
import java.util.List;
import org.learnedpartition.model.PartitionModel;
import org.opensearch.OpenSearchStatusException;
import org.opensearch.core.common.bytes.BytesReference;
import org.opensearch.core.rest.RestStatus;
import org.opensearch.rest.BaseRestHandler;
import org.opensearch.rest.RestRequest;
import org.opensearch.rest.RestRequest.Method;
import org.opensearch.rest.action.RestToXContentListener;
import org.opensearch.transport.client.node.NodeClient;

/**
 * Models over REST: {@code PUT}, {@code GET} and {@code DELETE} of {@code
 * /_plugins/_learned_partition/models/{model_id}}, {@code GET /_plugins/_learned_partition/models}.
 *
 * <p>The body of a PUT is the bytes of a {@code .partition} file, whatever its Content-Type says.
 * OpenSearch itself refuses {@code application/octet-stream}, with 406 and before any plugin is
 * asked; it lets {@code application/*} pass, which claims no more than is true.
 */
public final class RestModels extends BaseRestHandler {
  private static final String PATH = "/_plugins/_learned_partition/models";

  @Override
  public String getName() {
    return "learned_partition_models";
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route(Method.PUT, PATH + "/{model_id}"),
        new Route(Method.GET, PATH + "/{model_id}"),
        new Route(Method.GET, PATH),
        new Route(Method.DELETE, PATH + "/{model_id}"));
  }

  @Override
  protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client)
      throws IOException {
    String id = request.param("model_id");
    return switch (request.method()) {
      case PUT -> put(id, request, client);
      case DELETE -> {
        DeleteModelAction.Request delete = new DeleteModelAction.Request(id);
        yield channel ->
            client.execute(
                DeleteModelAction.INSTANCE, delete, new RestToXContentListener<>(channel));
      }
      default -> {
        GetModelsAction.Request get = new GetModelsAction.Request(id);
        yield channel ->
            client.execute(GetModelsAction.INSTANCE, get, new RestToXContentListener<>(channel));
      }
    };
  }

  private static RestChannelConsumer put(String id, RestRequest request, NodeClient client) {
    if (!request.hasContent()) {
      throw new IllegalArgumentException(
          "model [" + id + "] came without a body: send the bytes of a .partition file");
    }
    BytesReference file = request.content();
    if (file.length() > PartitionModel.MAX_BYTES) {
      throw new OpenSearchStatusException(
          "model [{}] has {} bytes, more than a model may have, {}",
          RestStatus.REQUEST_ENTITY_TOO_LARGE,
          id,
          file.length(),
          PartitionModel.MAX_BYTES);
    }
    PutModelAction.Request put = new PutModelAction.Request(id, file);
    return channel ->
        client.execute(
            PutModelAction.INSTANCE,
            put,
            new RestToXContentListener<PutModelAction.Response>(channel) {
              @Override
              protected RestStatus getStatus(PutModelAction.Response response) {
                return response.created() ? RestStatus.CREATED : RestStatus.OK;
              }
            });
  }
}
