package org.learnedpartition.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A cluster's REST interface. A request that a broken connection or a busy cluster ends is sent
 * again, so only requests that may be repeated are for it. Thread-safe.
 */
public final class Cluster implements AutoCloseable {
  /** How long to try again before giving up: a node restarts in less. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  /** One request, its answer read to the end. */
  private static final Duration TIME_LIMIT = Duration.ofMinutes(2);

  /** A second, of a body that is sent over a slow line. */
  private static final int SLOWEST_BYTES = 1 << 17;

  private static final long FIRST_PAUSE_MILLIS = 250;
  private static final long MOST_PAUSE_MILLIS = 8_000;
  private static final int MAX_ANSWER_BYTES = 1 << 24;
  private static final int MAX_ERROR_BYTES = 1 << 16;
  private static final int MAX_REASON = 500;

  /** Too many requests, and a proxy or node that is away for a while. */
  private static final Set<Integer> BUSY = Set.of(429, 502, 503, 504);

  private final URI base;
  private final String authorization;
  private final HttpClient http;
  private final Duration patience;
  private volatile boolean answered;

  private Cluster(URI base, ClusterAccess access, Duration patience) throws IOException {
    this.base = base;
    this.authorization = access.authorization();
    this.patience = patience;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(10));
    SSLContext tls = access.tls();
    if (tls != null) {
      builder.sslContext(tls);
    }
    this.http = builder.build();
  }

  /**
   * A cluster at an address; nothing is sent yet.
   *
   * @param base such as {@code https://search.example.org:9200}, perhaps with a path
   */
  public static Cluster at(URI base, ClusterAccess access) throws IOException {
    return at(base, access, PATIENCE);
  }

  static Cluster at(URI base, ClusterAccess access, Duration patience) throws IOException {
    if (!"http".equals(base.getScheme()) && !"https".equals(base.getScheme())
        || base.getHost() == null
        || base.getRawQuery() != null
        || base.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "[" + base + "] is no address of a cluster: expected http://HOST:PORT or https://…");
    }
    if (base.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "the address of a cluster has no user or password, where others would see them: name"
              + " the user with --user and set the password in the variable LP_PASSWORD");
    }
    return new Cluster(base, access, patience);
  }

  /**
   * An answer that is no error.
   *
   * @param status the HTTP status, below 300
   */
  public record Answer(int status, JsonNode json) {}

  /** Reads an answer; called again with another one if a connection breaks. */
  @FunctionalInterface
  interface Reader<T> {
    /**
     * @throws IOException if the connection broke, or the answer ends early
     * @throws IllegalArgumentException if the answer is of no use
     */
    T read(int status, InputStream body) throws IOException;
  }

  /**
   * Sends a request.
   *
   * @param body null for none
   * @throws ClusterException if the cluster cannot be reached, or refuses
   */
  public Answer send(String method, String path, String contentType, byte[] body)
      throws IOException, InterruptedException {
    return send(
        method,
        path,
        contentType,
        body,
        (status, in) -> {
          byte[] bytes = in.readNBytes(MAX_ANSWER_BYTES + 1);
          if (bytes.length > MAX_ANSWER_BYTES) {
            throw new IllegalArgumentException("an answer of more than 16 MiB");
          }
          return new Answer(status, JsonMapper.shared().readTree(bytes));
        });
  }

  /** Sends a request, its answer read as it comes. */
  <T> T send(String method, String path, String contentType, byte[] body, Reader<T> reader)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base.toString().replaceFirst("/+$", "") + path))
            .timeout(TIME_LIMIT.plusSeconds(body == null ? 0 : body.length / SLOWEST_BYTES))
            .header("Accept", "application/json");
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    if (body == null) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", contentType)
          .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
    }
    long end = System.nanoTime() + patience.toNanos();
    for (long pause = FIRST_PAUSE_MILLIS; ; pause = Math.min(2 * pause, MOST_PAUSE_MILLIS)) {
      IOException failed;
      try {
        return once(request.build(), reader);
      } catch (ClusterException e) {
        throw e;
      } catch (IOException | JacksonException e) {
        // A thread that reads an answer is told of its interrupt by an exception of this kind.
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted");
        }
        failed = e instanceof IOException io ? io : new IOException("an answer that is no JSON", e);
      }
      if (failed instanceof SSLException) {
        throw new ClusterException(
            name()
                + " has no certificate that is trusted ("
                + failed.getMessage()
                + "): name the certificates of its authority with --ca",
            failed);
      }
      if (!answered || System.nanoTime() + pause * 1_000_000 > end) {
        throw new ClusterException(
            name() + (answered ? " answers no more: " : " cannot be reached: ") + says(failed),
            failed);
      }
      Thread.sleep(pause);
    }
  }

  private <T> T once(HttpRequest request, Reader<T> reader)
      throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream in = response.body()) {
      // The request's own limit ends with the headers.
      CompletableFuture<Void> watch = closing(in);
      try {
        int status = response.statusCode();
        if (BUSY.contains(status)) {
          throw new IOException("status " + status + ": " + reason(in));
        }
        answered = true;
        if (status >= 300) {
          throw refusal(request, status, in);
        }
        return reader.read(status, in);
      } finally {
        watch.cancel(false);
      }
    }
  }

  /** Closes a stream after the limit, on which its reader gets an exception. */
  private static CompletableFuture<Void> closing(InputStream in) {
    Executor later =
        CompletableFuture.delayedExecutor(TIME_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    return CompletableFuture.runAsync(
        () -> {
          try {
            in.close();
          } catch (IOException e) {
            // Closed is closed.
            return;
          }
        },
        later);
  }

  private ClusterException refusal(HttpRequest request, int status, InputStream in)
      throws IOException {
    String reason = reason(in);
    if (status == 401 || status == 403) {
      return new ClusterException(
          name()
              + " lets "
              + (authorization == null ? "nobody without a user" : "this user")
              + " do that (status "
              + status
              + "): name a user with --user and set the password in the variable LP_PASSWORD");
    }
    return new ClusterException(
        name()
            + " answered "
            + request.method()
            + " "
            + request.uri().getRawPath()
            + " with status "
            + status
            + ": "
            + reason);
  }

  /** Why it says so, on one line. */
  private static String reason(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MAX_ERROR_BYTES);
    String text = new String(bytes, StandardCharsets.UTF_8);
    try {
      JsonNode json = JsonMapper.shared().readTree(bytes);
      JsonNode cause = json.at("/error/root_cause/0/reason");
      if (cause.isMissingNode()) {
        cause = json.at("/error/reason");
      }
      text = cause.asString(json.path("error").asString(text));
    } catch (JacksonException e) {
      // A proxy's own page: told as it is.
    }
    String line = text.replaceAll("\\s+", " ").strip();
    return line.length() > MAX_REASON ? line.substring(0, MAX_REASON) + "…" : line;
  }

  private static String says(IOException e) {
    Throwable last = e;
    while (last.getMessage() == null && last.getCause() != null) {
      last = last.getCause();
    }
    return e instanceof HttpTimeoutException
        ? "no answer in time"
        : last.getMessage() == null ? last.getClass().getSimpleName() : last.getMessage();
  }

  private String name() {
    return "the cluster at [" + base + "]";
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
