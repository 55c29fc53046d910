package org.learnedpartition.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * As much of a cluster as reading an index needs, which misbehaves when told to. The index {@code
 * x} has shards of documents, given as JSON.
 */
final class FakeCluster implements AutoCloseable {
  static final String PIT = "point";

  /** What becomes of a search. */
  interface Mischief {
    /**
     * @param search number of the search, from 0
     * @return whether it answered in place of the cluster
     */
    boolean answer(int search, HttpExchange exchange, byte[] right) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<List<String>> shards;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<JsonNode> searches = new CopyOnWriteArrayList<>();
  private String type = "float";
  private Mischief mischief = (search, exchange, right) -> false;

  private FakeCluster(HttpServer server, List<List<String>> shards) {
    this.server = server;
    this.shards = shards;
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  static FakeCluster of(List<List<String>> shards) throws IOException {
    return new FakeCluster(HttpServer.create(loopback(), 0), shards);
  }

  static FakeCluster of(List<List<String>> shards, SSLContext tls) throws IOException {
    HttpsServer server = HttpsServer.create(loopback(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    return new FakeCluster(server, shards);
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /** Documents of one shard with vectors of a field v. */
  static List<String> documents(int from, int count) {
    List<String> documents = new ArrayList<>();
    for (int i = from; i < from + count; i++) {
      documents.add("{\"v\": [" + i + ", " + i + ".5]}");
    }
    return documents;
  }

  FakeCluster withType(String type) {
    this.type = type;
    return this;
  }

  FakeCluster with(Mischief mischief) {
    this.mischief = mischief;
    return this;
  }

  IndexField field() {
    return IndexField.of(address() + "/x:v");
  }

  URI address() {
    String scheme = server instanceof HttpsServer ? "https" : "http";
    return URI.create(scheme + "://localhost:" + server.getAddress().getPort());
  }

  /** Method and path of each request, and what it says of who sends it. */
  List<String> requests() {
    return requests;
  }

  /** Bodies of the searches. */
  List<JsonNode> searches() {
    return searches;
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    requests.add(
        exchange.getRequestMethod()
            + " "
            + path
            + " "
            + exchange.getRequestHeaders().getFirst("Authorization"));
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (path.equals("/_search")) {
      int number;
      JsonNode search = JsonMapper.shared().readTree(body);
      synchronized (searches) {
        number = searches.size();
        searches.add(search);
      }
      byte[] right = hits(search).toString().getBytes(StandardCharsets.UTF_8);
      if (!mischief.answer(number, exchange, right)) {
        answer(exchange, 200, right);
      }
      return;
    }
    String answer =
        switch (path) {
          case "/x/_settings/index.number_of_shards" ->
              "{\"x\": {\"settings\": {\"index\": {\"number_of_shards\": \""
                  + shards.size()
                  + "\"}}}}";
          case "/x/_count" -> "{\"count\": " + shards.stream().mapToInt(List::size).sum() + "}";
          case "/x/_alias" -> "{\"x\": {\"aliases\": {}}}";
          case "/x/_search/point_in_time" -> "{\"pit_id\": \"" + PIT + "\"}";
          case "/x/_mapping/field/v" ->
              "{\"x\": {\"mappings\": {\"v\": {\"mapping\": {\"v\": {\"type\": \""
                  + type
                  + "\"}}}}}}";
          case "/x/_search" -> "{\"hits\": {\"hits\": [{\"_id\": \"1\", \"_source\": {}}]}}";
          case "/_search/point_in_time" -> "{}";
          default -> null;
        };
    if (answer == null) {
      answer(exchange, 404, error("no such index [" + path + "]"));
    } else {
      answer(exchange, 200, answer.getBytes(StandardCharsets.UTF_8));
    }
  }

  static byte[] error(String reason) {
    ObjectNode error = JsonMapper.shared().createObjectNode();
    error.putObject("error").put("reason", reason);
    return error.toString().getBytes(StandardCharsets.UTF_8);
  }

  private JsonNode hits(JsonNode search) {
    List<String> shard = shards.get(search.path("slice").path("id").asInt(0));
    int from = search.has("search_after") ? search.get("search_after").get(0).asInt() + 1 : 0;
    ObjectNode answer = JsonMapper.shared().createObjectNode();
    answer.put("pit_id", PIT);
    ArrayNode hits = answer.putObject("hits").putArray("hits");
    int size = search.get("size").asInt();
    for (int i = from; i < Math.min(shard.size(), from + size); i++) {
      ObjectNode hit = hits.addObject();
      hit.put("_id", "d" + i);
      JsonNode source = JsonMapper.shared().readTree(shard.get(i));
      if (search.has("docvalue_fields")) {
        hit.putObject("fields").putArray("v").add(source.get("v"));
      } else {
        hit.set("_source", source);
      }
      hit.putArray("sort").add(i);
    }
    return answer;
  }

  static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  /** Sends a part of an answer and closes the connection. */
  static boolean breaks(HttpExchange exchange, byte[] right) throws IOException {
    exchange.sendResponseHeaders(200, right.length);
    exchange.getResponseBody().write(right, 0, right.length / 2);
    exchange.getResponseBody().flush();
    exchange.close();
    return true;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
