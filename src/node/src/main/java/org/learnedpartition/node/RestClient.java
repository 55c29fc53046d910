package org.learnedpartition.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** A node's REST interface. Thread-safe. */
public final class RestClient implements AutoCloseable {
  private static final ObjectMapper JSON = JsonMapper.shared();

  /** A force merge of a large index answers only when it is done. */
  private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(10);

  private final URI base;
  private final HttpClient http;
  private final Duration timeout;

  /**
   * A client of one node.
   *
   * @param base such as {@code http://127.0.0.1:9200}
   */
  public RestClient(URI base) {
    this(base, DEFAULT_TIMEOUT);
  }

  RestClient(URI base, Duration timeout) {
    this.base = base;
    this.timeout = timeout;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
  }

  /**
   * A node's answer.
   *
   * @param status the HTTP status
   * @param body the bytes of the body, empty if there was none
   */
  public record Response(int status, byte[] body) {

    /** The body as text. */
    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    /** The body as JSON. */
    public JsonNode json() {
      return JSON.readTree(body);
    }
  }

  /** As {@link #request(String, String, Object)}, without a body. */
  public JsonNode request(String method, String path) {
    return request(method, path, null);
  }

  /**
   * Sends a JSON request and reads the JSON answer.
   *
   * @param path with its parameters, such as {@code /words/_search?size=3}
   * @param body null for none; a string is sent as it is; anything else is written as JSON (a
   *     {@code Map}, a {@code JsonNode}, a record)
   * @throws RestException if the status is 400 or above
   * @throws UncheckedIOException if the node cannot be reached
   */
  public JsonNode request(String method, String path, Object body) {
    return checked(method, path, send(method, path, body)).json();
  }

  /**
   * Sends lines of newline-delimited JSON, for {@code _bulk} and {@code _msearch}. That single
   * items failed is told in the answer, not by its status.
   *
   * @throws RestException if the status is 400 or above
   * @throws UncheckedIOException if the node cannot be reached
   */
  public JsonNode lines(String path, byte[] lines) {
    return checked("POST", path, send("POST", path, "application/x-ndjson", lines)).json();
  }

  /** As {@link #request(String, String, Object)}, with whatever status the node answers. */
  public Response send(String method, String path, Object body) {
    byte[] bytes =
        switch (body) {
          case null -> null;
          case String text -> text.getBytes(StandardCharsets.UTF_8);
          default -> JSON.writeValueAsBytes(body);
        };
    return send(method, path, "application/json", bytes);
  }

  /**
   * Sends bytes of any type.
   *
   * @param body null for none
   * @throws UncheckedIOException if the node cannot be reached
   */
  public Response send(String method, String path, String contentType, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path.startsWith("/") ? path : "/" + path))
            .timeout(timeout);
    if (body == null) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", contentType)
          .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
    }
    try {
      HttpResponse<byte[]> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      return new Response(response.statusCode(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + base + path + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException(method + " " + path + " interrupted", e));
    }
  }

  private static Response checked(String method, String path, Response response) {
    if (response.status() >= 400) {
      throw new RestException(method + " " + path, response.status(), response.text());
    }
    return response;
  }

  /** The address of the node. */
  public URI base() {
    return base;
  }

  /** Gives up requests under way. */
  @Override
  public void close() {
    http.shutdownNow();
  }
}
