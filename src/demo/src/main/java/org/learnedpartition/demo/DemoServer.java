package org.learnedpartition.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.learnedpartition.node.RestException;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * Serves the page and its two questions to this machine alone:
 *
 * <ul>
 *   <li>{@code GET /api/info}: {@link ReverseDictionary.Info}
 *   <li>{@code GET /api/search?q=TEXT[&probes=N]}: {@link ReverseDictionary.Answer}
 * </ul>
 *
 * Errors are {@code {"error": "a sentence"}} with a status of 4xx for the asker's mistakes and 502
 * for the node's. Only requests that name a loopback host are answered, so that no foreign page can
 * reach the server by a name of its own (DNS rebinding).
 */
final class DemoServer implements AutoCloseable {
  /** Longest query, in characters; the model reads no more than about a thousand. */
  static final int MAX_QUERY = 2_000;

  private static final Map<String, String> FILES =
      Map.of(
          "/", "page.html",
          "/page.css", "page.css",
          "/page.js", "page.js",
          "/icon.svg", "icon.svg");
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
          + " connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";
  private static final JsonMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private final ReverseDictionary dictionary;
  private final HttpServer server;
  private final ExecutorService threads;
  private final Set<String> hosts;

  /** What the asker did wrong. */
  private static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final int status;

    RefusedException(int status, String sentence) {
      super(sentence);
      this.status = status;
    }
  }

  /**
   * Starts to listen.
   *
   * @param port 0 for any free one
   * @throws IOException if the port is taken
   */
  DemoServer(ReverseDictionary dictionary, int port) throws IOException {
    this.dictionary = dictionary;
    try {
      this.server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (BindException e) {
      throw portTaken(port, e);
    }
    int bound = server.getAddress().getPort();
    this.hosts = Set.of("localhost:" + bound, "127.0.0.1:" + bound, "[::1]:" + bound);
    this.threads = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  static IOException portTaken(int port, IOException cause) {
    return new IOException(
        "port " + port + " is taken by another program: stop it, or choose another one with --port",
        cause);
  }

  URI address() {
    return URI.create("http://localhost:" + server.getAddress().getPort() + "/");
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
      exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
      exchange.getResponseHeaders().set("Content-Security-Policy", POLICY);
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      try {
        check(exchange);
        answer(exchange);
      } catch (RefusedException e) {
        json(exchange, e.status, Map.of("error", e.getMessage()));
      } catch (RestException | UncheckedIOException e) {
        json(exchange, 502, Map.of("error", "the node did not answer: " + e.getMessage()));
      } catch (RuntimeException e) {
        json(exchange, 500, Map.of("error", "the demo failed: " + e));
      }
    }
  }

  private void check(HttpExchange exchange) throws RefusedException {
    String host = exchange.getRequestHeaders().getFirst("Host");
    if (host == null || !hosts.contains(host.toLowerCase(Locale.ROOT))) {
      throw new RefusedException(
          403, "requests must name one of the hosts " + hosts + ", got [" + host + "]");
    }
    String path = exchange.getRequestURI().getPath();
    if (!FILES.containsKey(path) && !path.equals("/api/info") && !path.equals("/api/search")) {
      throw new RefusedException(404, "there is nothing at [" + path + "]");
    }
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      throw new RefusedException(405, "[" + path + "] takes GET, got " + method);
    }
  }

  private void answer(HttpExchange exchange) throws IOException, RefusedException {
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/api/info")) {
      json(exchange, 200, dictionary.info());
    } else if (path.equals("/api/search")) {
      Map<String, String> parameters = parameters(exchange.getRequestURI().getRawQuery());
      json(exchange, 200, dictionary.search(query(parameters), probes(parameters)));
    } else {
      String name = FILES.get(path);
      try (InputStream in = DemoServer.class.getResourceAsStream(name)) {
        send(exchange, 200, TYPES.get(name.substring(name.indexOf('.') + 1)), in.readAllBytes());
      }
    }
  }

  /** The URI was parsed already: its escapes are well-formed. */
  private static Map<String, String> parameters(String rawQuery) {
    Map<String, String> parameters = new HashMap<>();
    if (rawQuery != null) {
      for (String pair : rawQuery.split("&")) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        parameters.put(name, URLDecoder.decode(value, StandardCharsets.UTF_8));
      }
    }
    return parameters;
  }

  private static String query(Map<String, String> parameters) throws RefusedException {
    String text = parameters.getOrDefault("q", "").strip();
    if (text.isEmpty()) {
      throw new RefusedException(400, "[q] is empty: give the meaning to search for");
    }
    if (text.length() > MAX_QUERY) {
      throw new RefusedException(
          400, "[q] must have at most " + MAX_QUERY + " characters, got " + text.length());
    }
    return text;
  }

  private int probes(Map<String, String> parameters) throws RefusedException {
    String value = parameters.get("probes");
    if (value == null) {
      return 0;
    }
    int bins = dictionary.info().bins();
    try {
      int probes = Integer.parseInt(value);
      if (probes >= 1 && probes <= bins) {
        return probes;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new RefusedException(
        400, "[probes] must be a number between 1 and " + bins + " (bins), got [" + value + "]");
  }

  private static void json(HttpExchange exchange, int status, Object value) throws IOException {
    send(exchange, status, "application/json", JSON.writeValueAsBytes(value));
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head ? -1 : body.length);
    if (!head) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
