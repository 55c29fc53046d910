package org.learnedpartition.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.parallel.Progress;

class IndexVectorsTests {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int ALL = Integer.MAX_VALUE;

  @TempDir Path folder;

  private static VectorSource read(FakeCluster cluster, int most) throws Exception {
    return IndexVectors.read(cluster.field(), ClusterAccess.OPEN, most, Progress.NONE, PATIENCE);
  }

  /** First components of all vectors. */
  private static int[] first(VectorSource source) throws IOException {
    float[] values = new float[source.count() * source.dimension()];
    source.read(0, source.count(), values, 0);
    return IntStream.range(0, source.count())
        .map(i -> (int) values[i * source.dimension()])
        .toArray();
  }

  private static String refusal(FakeCluster cluster) {
    String said = assertThrows(ClusterException.class, () -> read(cluster, ALL)).getMessage();
    assertFalse(said.contains("\n"), said);
    return said;
  }

  private static int[] upTo(int n) {
    return IntStream.range(0, n).toArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void everyShardIsReadToItsEndInOrder(int shards) throws Exception {
    List<List<String>> documents =
        IntStream.range(0, shards)
            .mapToObj(shard -> FakeCluster.documents(shard * 133, 133))
            .toList();
    try (FakeCluster cluster = FakeCluster.of(documents);
        VectorSource source = read(cluster, ALL)) {
      assertEquals(2, source.dimension());
      assertArrayEquals(upTo(shards * 133), first(source));
      float[] across = new float[4];
      source.read(132, shards == 1 ? 1 : 2, across, 0);
      assertEquals(132.5f, across[1]);
      assertEquals(shards == 1 ? 0 : 133.5f, across[3]);
      assertTrue(cluster.requests().getLast().startsWith("DELETE /_search/point_in_time"));
      assertEquals(shards > 1, cluster.searches().getFirst().has("slice"));
    }
  }

  @Test
  void aBrokenConnectionIsTakenUpWhereItWas() throws Exception {
    List<List<String>> documents = List.of(FakeCluster.documents(0, 60_000));
    FakeCluster.Mischief breaks =
        (search, exchange, right) ->
            switch (search % 4) {
              case 1 -> FakeCluster.breaks(exchange, right);
              case 2 -> {
                FakeCluster.answer(exchange, 503, FakeCluster.error("no shard"));
                yield true;
              }
              default -> false;
            };
    try (FakeCluster cluster = FakeCluster.of(documents).with(breaks);
        VectorSource source = read(cluster, ALL)) {
      assertArrayEquals(upTo(60_000), first(source));
      assertTrue(cluster.searches().size() > 10, "some broke");
    }
  }

  @Test
  void aClusterThatClosesIsOneSentenceThatSaysHowFarItCame() throws Exception {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    long before = spools(temporary);
    FakeCluster.Mischief closes =
        (search, exchange, right) -> search > 0 && FakeCluster.breaks(exchange, right);
    try (FakeCluster cluster =
        FakeCluster.of(List.of(FakeCluster.documents(0, 500))).with(closes)) {
      String said = refusal(cluster);
      assertTrue(said.contains("could be read no further than 50 vectors"), said);
      assertTrue(said.contains("answers no more"), said);
    }
    assertEquals(before, spools(temporary));
  }

  private static long spools(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> file.toString().endsWith(".vectors")).count();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void anInterruptEndsReadingAndLeavesNothing(int shards) throws Exception {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    long before = spools(temporary);
    List<List<String>> documents =
        IntStream.range(0, shards).mapToObj(shard -> FakeCluster.documents(0, 500)).toList();
    Thread reader = Thread.currentThread();
    Progress interrupts =
        (stage, done, total) -> {
          if (done > 0) {
            reader.interrupt();
          }
        };
    try (FakeCluster cluster = FakeCluster.of(documents)) {
      assertThrows(
          InterruptedException.class,
          () -> IndexVectors.read(cluster.field(), ClusterAccess.OPEN, ALL, interrupts, PATIENCE));
      assertTrue(cluster.requests().getLast().startsWith("DELETE /_search/point_in_time"));
    } finally {
      Thread.interrupted();
    }
    assertEquals(before, spools(temporary));
  }

  @Test
  void aClusterThatIsNotThereIsToldAtOnce() throws Exception {
    FakeCluster gone = FakeCluster.of(List.of(List.of()));
    gone.close();
    long start = System.nanoTime();
    String said = refusal(gone);
    assertTrue(said.contains("cannot be reached"), said);
    assertTrue(System.nanoTime() - start < PATIENCE.toNanos(), said);
  }

  @Test
  void documentsWithoutTheFieldArePassedOver() throws Exception {
    List<String> documents =
        List.of("{}", "{\"v\": [0, 1]}", "{\"v\": null}", "{\"w\": [5, 5]}", "{\"v\": [1, 1]}");
    try (FakeCluster cluster = FakeCluster.of(List.of(List.of(), documents));
        VectorSource source = read(cluster, ALL)) {
      assertArrayEquals(upTo(2), first(source));
    }
    try (FakeCluster cluster = FakeCluster.of(List.of(documents.subList(2, 4)))) {
      String said = refusal(cluster);
      assertTrue(said.contains("none of its 2 documents has the field"), said);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'v': [1, 2, 3]} | document [d1] has dimension 3, those before it 2",
        "{'v': [1, 1e39]} | document [d1] has the component Infinity",
        "{'v': ['NaN', 2]} | document [d1] has NaN among its numbers",
        "{'v': 'text'} | document [d1] has no array",
        "{'v': []} | document [d1] has an empty vector"
      })
  void aDocumentWithWhatIsNoVectorIsNamed(String document, String reason) throws Exception {
    List<String> documents = List.of("{\"v\": [0, 1]}", document.replace('\'', '"'));
    try (FakeCluster cluster = FakeCluster.of(List.of(documents))) {
      String said = refusal(cluster);
      assertTrue(said.contains(reason), said);
    }
  }

  @Test
  void shardsOfTwoDimensionsAreRefused() throws Exception {
    try (FakeCluster cluster =
        FakeCluster.of(List.of(List.of("{\"v\": [1]}"), List.of("{\"v\": [1, 2]}")))) {
      String said = refusal(cluster);
      assertTrue(said.contains("vectors of dimension 1 and of dimension 2"), said);
    }
  }

  @Test
  void moreDocumentsThanAskedForAreRefused() throws Exception {
    FakeCluster.Mischief more =
        (search, exchange, right) -> {
          String hit = "{\"_id\": \"1\", \"_source\": {\"v\": [1]}, \"sort\": [1]},";
          String body = "{\"hits\": {\"hits\": [" + hit.repeat(60) + "{\"sort\": [1]}]}}";
          FakeCluster.answer(exchange, 200, body.getBytes(StandardCharsets.UTF_8));
          return true;
        };
    try (FakeCluster cluster = FakeCluster.of(List.of(FakeCluster.documents(0, 1))).with(more)) {
      String said = refusal(cluster);
      assertTrue(said.contains("more documents than the 50 asked for"), said);
    }
  }

  @Test
  void vectorsThatTheSourceLeavesOutAreAskedOfDocValues() throws Exception {
    try (FakeCluster cluster =
            FakeCluster.of(List.of(FakeCluster.documents(0, 70))).withType("knn_vector");
        VectorSource source = read(cluster, ALL)) {
      assertArrayEquals(upTo(70), first(source));
      assertEquals("v", cluster.searches().getFirst().get("docvalue_fields").get(0).asString());
    }
  }

  @Test
  void ofALargeIndexARandomSampleIsAsked() throws Exception {
    try (FakeCluster cluster = FakeCluster.of(List.of(FakeCluster.documents(0, 1000)));
        VectorSource source = read(cluster, 100)) {
      assertEquals(2, source.dimension());
      double least = cluster.searches().getFirst().at("/query/function_score/min_score").asDouble();
      assertEquals(1 - 0.105, least, 1e-9);
    }
    try (FakeCluster cluster = FakeCluster.of(List.of(FakeCluster.documents(0, 1000)));
        VectorSource source = read(cluster, 1000)) {
      assertEquals(1000, source.count());
      assertFalse(cluster.searches().getFirst().has("query"));
    }
  }

  @Test
  void anIndexThatIsMissingAndAUserThatIsRefusedAreSaid() throws Exception {
    try (FakeCluster cluster = FakeCluster.of(List.of(List.of()))) {
      IndexField other = IndexField.of(cluster.address() + "/y:v");
      String said =
          assertThrows(
                  ClusterException.class,
                  () -> IndexVectors.read(other, ClusterAccess.OPEN, ALL, Progress.NONE))
              .getMessage();
      assertTrue(said.contains("404") && said.contains("no such index"), said);
    }
    FakeCluster.Mischief refuses =
        (search, exchange, right) -> {
          FakeCluster.answer(exchange, 401, new byte[0]);
          return true;
        };
    try (FakeCluster cluster = FakeCluster.of(List.of(FakeCluster.documents(0, 1))).with(refuses)) {
      String said = refusal(cluster);
      assertTrue(said.contains("401") && said.contains("LP_PASSWORD"), said);
    }
  }

  @Test
  void theUserIsNamedInEveryRequest() throws Exception {
    ClusterAccess access = new ClusterAccess("jo", "pass:word", null);
    try (FakeCluster cluster = FakeCluster.of(List.of(FakeCluster.documents(0, 3)));
        VectorSource source =
            IndexVectors.read(cluster.field(), access, ALL, Progress.NONE, PATIENCE)) {
      assertEquals(3, source.count());
      for (String request : cluster.requests()) {
        assertTrue(request.endsWith("Basic am86cGFzczp3b3Jk"), request);
      }
    }
    assertFalse(access.toString().contains("pass"), access.toString());
    for (String user : new String[] {"a:b", ""}) {
      assertThrows(IllegalArgumentException.class, () -> new ClusterAccess(user, "x", null));
    }
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> new ClusterAccess("jo", null, null))
            .getMessage()
            .contains("LP_PASSWORD"));
  }

  @Test
  void encryptedConnectionsTrustTheAuthorityThatIsNamedAndNoOther() throws Exception {
    Path keys = folder.resolve("keys.p12");
    Path certificate = folder.resolve("ca.pem");
    keytool(
        "-genkeypair",
        "-keystore",
        keys,
        "-alias",
        "node",
        "-keyalg",
        "EC",
        "-dname",
        "CN=localhost",
        "-ext",
        "SAN=dns:localhost",
        "-validity",
        "2");
    keytool("-exportcert", "-rfc", "-keystore", keys, "-alias", "node", "-file", certificate);
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, "changeit".toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, "changeit".toCharArray());
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    try (FakeCluster cluster = FakeCluster.of(List.of(FakeCluster.documents(0, 60)), tls)) {
      String said = refusal(cluster);
      assertTrue(said.contains("no certificate that is trusted") && said.contains("--ca"), said);
      ClusterAccess access = new ClusterAccess(null, null, certificate);
      try (VectorSource source =
          IndexVectors.read(cluster.field(), access, ALL, Progress.NONE, PATIENCE)) {
        assertArrayEquals(upTo(60), first(source));
      }
      Files.writeString(certificate, "no certificate");
      assertThrows(
          ClusterException.class,
          () -> IndexVectors.read(cluster.field(), access, ALL, Progress.NONE, PATIENCE));
    }
  }

  private static void keytool(Object... arguments) throws Exception {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    List<String> line =
        Stream.concat(
                Stream.of(keytool.toString(), "-storepass", "changeit"),
                Arrays.stream(arguments).map(Object::toString))
            .toList();
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:9200/x",
        "http://localhost:9200/x:",
        "http://localhost:9200",
        "http://localhost:9200/x:v?q",
        "https:///x:v",
        "http://localhost:9200/a b:v",
        "http://localhost:9200/x/y:v/z"
      })
  void aPlaceThatIsNoFieldOfAnIndexIsRefused(String place) {
    assertTrue(IndexField.isMeant(place));
    assertThrows(IllegalArgumentException.class, () -> IndexField.of(place));
  }

  @Test
  void placesNameClusterIndexAndField() throws Exception {
    IndexField plain = IndexField.of("http://localhost:9200/words:a.b");
    assertEquals(new IndexField(URI.create("http://localhost:9200"), "words", "a.b"), plain);
    IndexField behind = IndexField.of("https://host/search/here/w-1:v");
    assertEquals(new IndexField(URI.create("https://host/search/here"), "w-1", "v"), behind);
    assertFalse(IndexField.isMeant("httpfile.fvecs"));
    URI named = URI.create("http://jo:secret@localhost:9200");
    String said =
        assertThrows(IllegalArgumentException.class, () -> Cluster.at(named, ClusterAccess.OPEN))
            .getMessage();
    assertTrue(said.contains("LP_PASSWORD") && !said.contains("secret"), said);
  }
}
