package org.learnedpartition.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused before anything is started. */
class NodeSpecTests {
  @TempDir Path temp;
  private final Workspace workspace = Workspace.open(said -> {});
  private final NodeSpec spec = NodeSpec.of("spec", workspace);

  private static void assertRefused(String message, Runnable action) {
    NodeException e = assertThrows(NodeException.class, action::run);
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertRefused("nodes must be between 1 and 9, got 0", () -> spec.withNodes(0));
    assertRefused("nodes must be between 1 and 9, got 10", () -> spec.withNodes(10));
    assertRefused("HTTP port must be between 1 and 65535", () -> spec.withHttpPort(65_536));
    assertRefused(
        "HTTP port must be between 1 and 65533", () -> spec.withHttpPort(65_534).withNodes(3));
    assertRefused("debug port", () -> spec.withDebugPort(-1));
    assertRefused("got \"much\"", () -> spec.withHeap("much"));
  }

  @Test
  void aNameThatLeavesItsFolderIsRefused() {
    assertRefused("got \"../up\"", () -> NodeSpec.of("../up", workspace));
  }

  @Test
  void aVersionThatIsNoneIsRefused() {
    assertRefused("is no OpenSearch version", () -> NodeHome.of(workspace, "3.9"));
    assertRefused("is no OpenSearch version", () -> NodeHome.of(workspace, "../3.9.0"));
  }

  private Path zip(String entry, String text) throws Exception {
    Path file = temp.resolve("plugin.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      out.putNextEntry(new ZipEntry(entry));
      out.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    return file;
  }

  @Test
  void aPluginForAnotherVersionNamesTheCommandThatBuildsIt() throws Exception {
    PluginZip plugin =
        PluginZip.read(
            zip("plugin-descriptor.properties", "name=p\nversion=1\nopensearch.version=3.8.0\n"));
    assertEquals("3.8.0", plugin.openSearch());
    plugin.requireBuiltFor("3.8.0", "10.5.0");
    assertRefused(
        "-Dopensearch.version=3.9.0 -Dlucene.version=10.5.1",
        () -> plugin.requireBuiltFor("3.9.0", "10.5.1"));
  }

  @Test
  void aZipThatIsNoPluginIsRefused() throws Exception {
    Path none = zip("readme.txt", "");
    assertRefused("is no plugin", () -> PluginZip.read(none));
    Path bad = zip("plugin-descriptor.properties", "name=../../x\n");
    assertRefused("the name \"../../x\"", () -> PluginZip.read(bad));
    assertRefused("is missing", () -> PluginZip.read(temp.resolve("no.zip")));
    Path text = Files.writeString(temp.resolve("text.zip"), "no zip");
    assertRefused("cannot be read as a plugin zip", () -> PluginZip.read(text));
  }

  @Test
  void aZipWithAnEntryOutsideItsFolderIsNotUnpacked() throws Exception {
    Path file = zip("../out.txt", "x");
    PluginZip plugin = new PluginZip(file, "p", "1", "3.9.0");
    assertThrows(java.io.IOException.class, () -> plugin.unpack(temp.resolve("plugins")));
    assertFalse(Files.exists(temp.resolve("plugins/out.txt")));
  }

  @Test
  void aProcessThatGotTheNumberOfAnEarlierOneIsLeftAlone() throws Exception {
    Process process = new ProcessBuilder("sleep", "60").start();
    try {
      ProcessId now = ProcessId.of(process.toHandle());
      ProcessId earlier = new ProcessId(now.pid(), now.started() - 60_000);
      earlier.stop(Duration.ofSeconds(1));
      assertTrue(process.isAlive());
      assertTrue(earlier.running().isEmpty());
      now.stop(Duration.ofSeconds(10));
      assertFalse(process.isAlive());
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aProcessThatDoesNotEndIsKilled() throws Exception {
    Process process =
        new ProcessBuilder("sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done")
            .start();
    try {
      // The trap must be set before the signal comes.
      assertEquals("ready", process.inputReader().readLine());
      ProcessId.of(process.toHandle()).stop(Duration.ofMillis(500));
      assertFalse(process.isAlive());
    } finally {
      process.destroyForcibly();
    }
  }
}
