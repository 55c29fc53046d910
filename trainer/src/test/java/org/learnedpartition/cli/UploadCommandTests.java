package org.learnedpartition.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is sent, to a server of the test's own; a real node is asked in {@code src/node}. */
class UploadCommandTests {
  @TempDir Path folder;
  private HttpServer server;
  private volatile String asked;
  private volatile byte[] sent;
  private volatile int status = 201;
  private volatile String answer = "{\"result\": \"created\"}";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked =
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Content-Type");
          sent = exchange.getRequestBody().readAllBytes();
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private record Run(int code, String out, String err) {}

  private static Run run(Object... args) {
    String[] words = Stream.of(args).map(Object::toString).toArray(String[]::new);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        TrainerCommand.execute(words, new PrintWriter(out, true), new PrintWriter(err, true));
    return new Run(code, out.toString(), err.toString());
  }

  private Path model() throws IOException {
    Path file = folder.resolve("m.partition");
    Path router = resource("sklearn-router.onnx");
    assertEquals(
        0, run("pack", router, resource("router-base.npy"), "--out", file, "--force").code());
    return file;
  }

  private Path resource(String name) throws IOException {
    Path file = folder.resolve(name);
    try (InputStream in = UploadCommandTests.class.getResourceAsStream(name)) {
      Files.write(file, in.readAllBytes());
    }
    return file;
  }

  private Run upload(Path file, String id) {
    String url = "http://localhost:" + server.getAddress().getPort() + "/";
    return run("upload", file, "--url", url, "--id", id);
  }

  private static void refused(Run run, String reason) {
    assertEquals(2, run.code(), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains(reason), run.err());
  }

  @Test
  void theFileIsSentAsItIs() throws IOException {
    Path file = model();
    Run run = upload(file, "words-1");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("as [words-1]"), run.out());
    assertEquals("PUT /_plugins/_learned_partition/models/words-1 application/*", asked);
    assertArrayEquals(Files.readAllBytes(file), sent);
    status = 200;
    answer = "{\"result\": \"unchanged\"}";
    assertTrue(upload(file, "words-1").out().contains("as it was before"));
  }

  @Test
  void whatTheClusterRefusesIsSaid() throws IOException {
    Path model = model();
    status = 409;
    answer = "{\"error\": {\"root_cause\": [{\"reason\": \"other\\ncontent\"}]}, \"status\": 409}";
    refused(upload(model, "words"), "with status 409: other content");
    status = 403;
    refused(upload(model, "words"), "LP_PASSWORD");
    status = 502;
    answer = "<html>gone</html>";
    refused(upload(model, "words"), "502");
    server.stop(0);
    refused(upload(model, "words"), "cannot be reached");
  }

  @Test
  void nothingIsSentThatCouldNotBeStored() throws IOException {
    Path file = model();
    refused(upload(file, "Words"), "[id] must be");
    refused(upload(file, "a/b"), "[id] must be");
    refused(run("upload", file, "--url", "localhost:9200", "--id", "x"), "no address");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    refused(upload(Files.write(file, bytes), "words"), "SHA-256");
    assertEquals(null, asked);
  }
}
