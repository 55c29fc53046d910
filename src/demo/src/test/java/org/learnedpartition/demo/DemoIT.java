package org.learnedpartition.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.WebDriverWait;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The demo as a user runs it, with 2,000 definitions in a real node: first without the page, then
 * again with it.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DemoIT {
  private static final int SIZE = 2_000;
  private static final String QUERY = "a dog that helps blind people";
  private static final String WORD = "guide dog";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir static Path temporary;
  private static int firstStatus;
  private static boolean firstNodeStopped;
  private static JsonNode measured;
  private static DemoRun second;

  @BeforeAll
  static void runTwice() throws Exception {
    Path data = DemoRun.newFolder();
    Path json = temporary.resolve("demo.json");
    firstStatus = run("--size=" + SIZE, "--headless", "--json=" + json, "--data=" + data);
    firstNodeStopped = DemoRun.node(data).isEmpty();
    measured = new JsonMapper().readTree(Files.readString(json));
    second = DemoRun.start(data, "--size=" + SIZE, "--port=0", "--data=" + data);
  }

  private static int run(String... arguments) {
    return DemoCommand.run(new PrintWriter(System.out, true), arguments);
  }

  @AfterAll
  static void stop() throws Exception {
    if (second != null) {
      second.stop();
    }
  }

  @Test
  void theHeadlessRunEndsWellAndStopsItsNode() {
    assertEquals(0, firstStatus);
    assertTrue(firstNodeStopped);
  }

  @Test
  void whatWasMeasuredIsWritten() {
    assertEquals(SIZE, measured.path("docs").asInt());
    assertTrue(measured.path("recall_at_10").asDouble() >= 0.9, measured::toString);
    assertTrue(measured.path("recall_at_10").asDouble() <= 1, measured::toString);
    assertTrue(measured.path("scanned_share").asDouble() > 0, measured::toString);
    assertTrue(measured.path("scanned_share").asDouble() < 0.9, measured::toString);
    assertTrue(measured.path("probes").asDouble() >= 1, measured::toString);
    assertTrue(measured.path("latency_p50_ms").asDouble() > 0, measured::toString);
    assertTrue(measured.path("exact_latency_p50_ms").asDouble() > 0, measured::toString);
    double sum = 0;
    for (String stage : List.of("read", "embed", "train", "node", "index", "measure")) {
      assertTrue(measured.path("seconds").path(stage).asDouble(-1) >= 0, stage);
      sum += measured.path("seconds").path(stage).asDouble();
    }
    assertEquals(sum, measured.path("seconds").path("total").asDouble(), 0.1 * sum);
  }

  @Test
  void theSecondRunFindsWhatTheFirstMade() {
    assertTrue(second.said().contains("2,000 documents are there from an earlier run"));
    assertTrue(second.said().contains("50 of 50"), second.said());
  }

  @Test
  void aSecondDemoInTheSameFolderIsRefused() {
    assertEquals(1, run("--size=" + SIZE, "--headless", "--data=" + second.data()));
  }

  @Test
  void aTakenPortIsToldBeforeAnyWork() throws IOException {
    long start = System.nanoTime();
    assertEquals(
        1, run("--port=" + second.address().getPort(), "--data=" + temporary.resolve("other")));
    assertTrue(Duration.ofNanos(System.nanoTime() - start).toSeconds() < 5);
  }

  @Test
  void nonsenseOnTheCommandLineIsRefused() {
    assertEquals(2, run("--size=999"));
    assertEquals(2, run("--size=117792"));
    assertEquals(2, run("--size=many"));
    assertEquals(2, run("--port=65536"));
  }

  // ---- HTTP

  private static HttpResponse<String> send(String method, String path)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(second.address().resolve(path))
              .method(method, HttpRequest.BodyPublishers.noBody())
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private static void assertRefused(int status, String sentence, HttpResponse<String> response) {
    assertEquals(status, response.statusCode(), response.body());
    assertEquals("application/json", response.headers().firstValue("content-type").orElse(""));
    String error = new JsonMapper().readTree(response.body()).path("error").asString();
    assertTrue(error.contains(sentence), error);
  }

  @Test
  void badRequestsAreToldWhatIsWrong() throws Exception {
    assertRefused(400, "[q] is empty", send("GET", "/api/search"));
    assertRefused(400, "[q] is empty", send("GET", "/api/search?q=%20"));
    assertRefused(
        400, "2000 characters, got 2001", send("GET", "/api/search?q=" + "a".repeat(2001)));
    for (String probes : List.of("0", "-1", "1000000000", "many", "")) {
      assertRefused(400, "[probes] must be", send("GET", "/api/search?q=dog&probes=" + probes));
    }
    assertRefused(404, "nothing at [/etc/passwd]", send("GET", "/etc/passwd"));
    assertRefused(404, "nothing at", send("GET", "/page.html"));
    assertRefused(405, "takes GET, got POST", send("POST", "/api/search?q=dog"));
    assertEquals("GET, HEAD", send("DELETE", "/").headers().firstValue("allow").orElse(""));
    assertEquals(200, send("GET", "/api/search?q=" + "a".repeat(2000)).statusCode());
  }

  @Test
  void aForeignHostNameIsRefused() throws IOException {
    String answer = raw("GET /api/info HTTP/1.1\r\nHost: rebound.example");
    assertTrue(answer.startsWith("HTTP/1.1 403"), answer);
    assertTrue(answer.contains("got [rebound.example]"), answer);
    String host = "localhost:" + second.address().getPort();
    assertTrue(raw("GET / HTTP/1.1\r\nHost: " + host).startsWith("HTTP/1.1 200"));
    answer = raw("GET /api/search?q=%zz HTTP/1.1\r\nHost: " + host);
    assertTrue(answer.startsWith("HTTP/1.1 400"), answer);
  }

  private static String raw(String request) throws IOException {
    try (Socket socket = new Socket("localhost", second.address().getPort())) {
      String head = request + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void thePageMayLoadNothingFromElsewhere() throws Exception {
    HttpResponse<String> page = send("GET", "/");
    assertEquals(200, page.statusCode());
    String policy = page.headers().firstValue("content-security-policy").orElse("");
    assertTrue(policy.startsWith("default-src 'none'"), policy);
    for (String file : List.of("/", "/page.css", "/page.js", "/icon.svg")) {
      String text = send("GET", file).body().replace("http://www.w3.org/2000/svg", "");
      assertFalse(text.contains("//") && text.matches("(?s).*https?://.*"), file);
    }
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void aNodeThatIsGoneIsTold() throws Exception {
    second.stopNode();
    assertRefused(502, "node did not answer", send("GET", "/api/search?q=dog"));
  }

  // ---- the page

  @Test
  void oneTypesAMeaningAndSeesTheWord() throws Exception {
    ChromeDriver browser = Chromium.start(temporary.resolve("chromium"));
    try {
      Page page = new Page(browser);
      browser.get(second.address().toString());
      page.await(() -> !page.all("#examples button").isEmpty());
      assertEquals("query", page.focused());

      page.type(QUERY);
      assertTrue(page.words("#learned").contains(WORD), page.words("#learned").toString());
      assertTrue(page.words("#exact").contains(WORD), page.words("#exact").toString());
      assertEquals(10, page.words("#learned").size());
      assertEquals(10, page.words("#exact").size());
      assertTrue(page.text("#share").matches("\\d+(\\.\\d)? %"), page.text("#share"));
      assertTrue(page.text("#rows").matches("[\\d,]+ of [23],\\d{3}"), page.text("#rows"));
      assertTrue(page.text("#learned-time").matches("[\\d.]+ ms"), page.text("#learned-time"));
      assertTrue(page.text("#announce").contains(WORD), page.text("#announce"));
      assertTrue(browser.getCurrentUrl().contains("?q=a+dog+that+helps+blind+people"));

      keyboard(page, browser);
      probes(page);

      browser.get(second.address() + "?q=a+dog+that+helps+blind+people&probes=3");
      page.awaitAnswer(QUERY);
      assertTrue(page.text("#bins").startsWith("3 of"), page.text("#bins"));

      String markup = "<img src=x onerror=alert(1)> & \"quotes\"";
      page.type(markup);
      assertTrue(page.all("#results img").isEmpty());
      assertEquals(List.of(), Chromium.complaints(browser));
    } finally {
      browser.quit();
    }
  }

  private static void keyboard(Page page, ChromeDriver browser) {
    page.press(Keys.ARROW_DOWN);
    assertEquals("learned 0", page.focused());
    page.press(Keys.ARROW_DOWN, Keys.ARROW_RIGHT);
    assertEquals("exact 1", page.focused());
    page.press(Keys.ARROW_UP, Keys.ARROW_LEFT);
    assertEquals("learned 0", page.focused());
    page.press(Keys.ARROW_UP);
    assertEquals("query", page.focused());
    page.press(Keys.ARROW_DOWN);
    String definition =
        browser.switchTo().activeElement().findElement(By.className("definition")).getText();
    page.press(Keys.ENTER);
    page.awaitAnswer(definition);
    assertEquals("query", page.focused());
    page.press(Keys.ARROW_DOWN);
    page.press("/");
    assertEquals("query", page.focused());
    page.press(Keys.ESCAPE);
    assertFalse(page.one("#results").isDisplayed());
    assertFalse(browser.getCurrentUrl().contains("q="));
    page.type(QUERY);
  }

  private static void probes(Page page) {
    String calibrated = page.text("#bins");
    page.one("#probes").sendKeys(Keys.HOME);
    page.await(() -> page.text("#bins").startsWith("1 of"));
    assertEquals("false", page.one("#auto").getDomAttribute("aria-pressed"));
    page.one("#auto").click();
    page.await(() -> page.text("#bins").equals(calibrated));
    page.one("#probes").sendKeys(Keys.END);
    page.await(() -> page.text("#share").equals("100 %"));
    assertEquals(page.words("#exact"), page.words("#learned"));
    page.one("#auto").click();
    page.await(() -> page.text("#bins").equals(calibrated));
  }

  /** What the tests do with the page. */
  private record Page(ChromeDriver browser) {
    void await(java.util.function.BooleanSupplier condition) {
      new WebDriverWait(browser, PATIENCE).until(b -> condition.getAsBoolean());
    }

    void awaitAnswer(String query) {
      await(() -> query.equals(one("#results").getDomAttribute("data-query")));
    }

    void typeOnly(String text) {
      WebElement query = one("#query");
      query.clear();
      query.sendKeys(text);
    }

    void type(String text) {
      typeOnly(text);
      awaitAnswer(text);
    }

    void press(CharSequence... keys) {
      for (CharSequence key : keys) {
        browser.switchTo().activeElement().sendKeys(key);
      }
    }

    WebElement one(String selector) {
      return browser.findElement(By.cssSelector(selector));
    }

    List<WebElement> all(String selector) {
      return browser.findElements(By.cssSelector(selector));
    }

    /** As the element is, on the screen or read aloud only. */
    String text(String selector) {
      return one(selector).getDomProperty("textContent");
    }

    /** The first word of each hit of a column. */
    List<String> words(String column) {
      List<String> words = new ArrayList<>();
      for (WebElement hit : all(column + " .words")) {
        words.add(hit.getText().replaceAll("(,| noun| verb| adjective| adverb).*", ""));
      }
      return words;
    }

    /** {@code query}, or the column and the row of the hit that has the focus. */
    String focused() {
      return (String)
          browser.executeScript(
              """
              const e = document.activeElement;
              const list = e.closest("ol");
              return list ? list.id + " " + [...list.children].indexOf(e.parentElement) : e.id;
              """);
    }
  }
}
