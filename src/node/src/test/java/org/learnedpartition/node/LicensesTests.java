package org.learnedpartition.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/**
 * Every jar of another project in the plugin's zip is the one of the Maven repository, and has its
 * licence in {@code licenses/}: {@code JAR.sha256}, {@code ARTIFACT-LICENSE.txt} and, where the jar
 * has one, {@code ARTIFACT-NOTICE.txt}.
 */
class LicensesTests {
  private static final String ONNX_RUNTIME = "onnxruntime";
  private static final String DEBUG_SYMBOLS = ".dSYM/";

  private final Workspace workspace = Workspace.open(message -> {});
  private final Path zip = workspace.pluginZip();
  private final Path licenses = workspace.checkout().resolve("licenses");

  @Test
  void everyShippedJarIsTheOneOfTheRepository() throws Exception {
    for (Map.Entry<String, byte[]> jar : foreignJars().entrySet()) {
      Path checksum = licenses.resolve(jar.getKey() + ".sha256");
      assertTrue(Files.isRegularFile(checksum), jar.getKey() + " is shipped without " + checksum);
      byte[] original =
          artifact(jar.getKey()).equals(ONNX_RUNTIME)
              ? Files.readAllBytes(Path.of("target/originals", jar.getKey()))
              : jar.getValue();
      assertEquals(sha256(original) + "  " + jar.getKey(), Files.readString(checksum).strip());
    }
  }

  @Test
  void everyShippedJarHasItsLicenceAndNotice() throws Exception {
    for (Map.Entry<String, byte[]> jar : foreignJars().entrySet()) {
      Path licence = licenses.resolve(artifact(jar.getKey()) + "-LICENSE.txt");
      assertTrue(Files.isRegularFile(licence), jar.getKey() + " is shipped without " + licence);
      Map<String, byte[]> entries = entries(jar.getValue());
      byte[] own = entries.get("META-INF/LICENSE");
      if (own != null) {
        assertArrayEquals(own, Files.readAllBytes(licence), licence.toString());
      }
      byte[] notice = entries.get("META-INF/NOTICE");
      if (notice != null) {
        Path ours = licenses.resolve(artifact(jar.getKey()) + "-NOTICE.txt");
        assertTrue(Files.isRegularFile(ours), jar.getKey() + " is shipped without " + ours);
        assertArrayEquals(notice, Files.readAllBytes(ours), ours.toString());
      }
    }
  }

  @Test
  void noLicenceStaysOfAJarThatIsNoLongerShipped() throws Exception {
    Set<String> jars = foreignJars().keySet();
    Set<String> artifacts = jars.stream().map(LicensesTests::artifact).collect(Collectors.toSet());
    Set<String> superfluous = new TreeSet<>();
    try (Stream<Path> files = Files.list(licenses)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        String owner = name.replaceFirst("(-LICENSE\\.txt|-NOTICE\\.txt|\\.sha256)$", "");
        if (!artifacts.contains(owner) && !jars.contains(owner)) {
          superfluous.add(name);
        }
      }
    }
    assertEquals(Set.of(), superfluous, "in " + licenses + " without a jar in " + zip);
  }

  @Test
  void onnxRuntimeIsShippedWholeButForDebugSymbols() throws Exception {
    String jar =
        foreignJars().keySet().stream()
            .filter(name -> artifact(name).equals(ONNX_RUNTIME))
            .findFirst()
            .orElseThrow();
    Map<String, byte[]> shipped = entries(foreignJars().get(jar));
    Map<String, byte[]> original = entries(Files.readAllBytes(Path.of("target/originals", jar)));
    assertTrue(original.keySet().removeIf(name -> name.contains(DEBUG_SYMBOLS)));
    assertEquals(original.keySet(), shipped.keySet());
    original.forEach((name, bytes) -> assertArrayEquals(bytes, shipped.get(name), name));
    assertTrue(shipped.containsKey("ThirdPartyNotices.txt"));
  }

  @Test
  void theZipHoldsOurOwnLicenceAndNoClassTwice() throws Exception {
    Set<String> classes = new HashSet<>();
    try (ZipFile plugin = new ZipFile(zip.toFile())) {
      assertTrue(plugin.getEntry("LICENSE.txt") != null);
      assertTrue(plugin.getEntry("NOTICE.txt") != null);
      for (ZipEntry jar : plugin.stream().filter(e -> e.getName().endsWith(".jar")).toList()) {
        for (String name : entries(plugin.getInputStream(jar).readAllBytes()).keySet()) {
          if (name.endsWith(".class") && !name.endsWith("module-info.class")) {
            assertTrue(classes.add(name), name + " is in two jars of " + zip);
          }
        }
      }
    }
    assertFalse(classes.isEmpty());
  }

  private Map<String, byte[]> foreignJars() throws IOException {
    Map<String, byte[]> jars = new TreeMap<>();
    try (ZipFile plugin = new ZipFile(zip.toFile())) {
      for (ZipEntry entry : plugin.stream().toList()) {
        String name = entry.getName();
        if (name.endsWith(".jar") && !name.startsWith("learned-partition-")) {
          jars.put(name, plugin.getInputStream(entry).readAllBytes());
        }
      }
    }
    assertFalse(jars.isEmpty(), "no jars in " + zip);
    return jars;
  }

  private static String artifact(String jar) {
    return jar.replaceFirst("-[0-9][^-]*\\.jar$", "");
  }

  private static Map<String, byte[]> entries(byte[] jar) throws IOException {
    Map<String, byte[]> entries = new TreeMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(jar))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (!entry.isDirectory()) {
          entries.put(entry.getName(), in.readAllBytes());
        }
      }
    }
    return entries;
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
