package org.learnedpartition.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders are there whole or not at all, and are made once. */
class CacheTests {
  @TempDir private Path root;

  private static TreeMap<String, Object> from(Object value) {
    return new TreeMap<>(Map.of("value", value));
  }

  private List<Path> left() throws IOException {
    try (Stream<Path> all = Files.list(root)) {
      return all.toList();
    }
  }

  @Test
  void theSameDescriptionGivesTheSameFolderWithoutMakingItAgain() throws Exception {
    Cache cache = new Cache(root);
    Path made = cache.get("thing", from(1), folder -> Files.writeString(folder.resolve("a"), "b"));
    Path again =
        new Cache(root)
            .get(
                "thing",
                from(1),
                folder -> {
                  throw new AssertionError("made again");
                });
    assertEquals(made, again);
    assertEquals("b", Files.readString(again.resolve("a")));
    assertEquals(List.of(made), left());
    Path other = cache.get("thing", from(2), folder -> Files.writeString(folder.resolve("a"), "c"));
    assertNotEquals(made, other);
  }

  @Test
  void aMakingThatFailsLeavesNothingAndSaysWhere() throws Exception {
    Cache cache = new Cache(root);
    IOException failure =
        assertThrows(
            IOException.class,
            () ->
                cache.get(
                    "thing",
                    from(1),
                    folder -> {
                      Files.writeString(folder.resolve("a"), "b");
                      throw new IOException("No space left on device");
                    }));
    assertTrue(failure.getMessage().contains("No space left on device"), failure.getMessage());
    assertTrue(failure.getMessage().contains(root.toString()), failure.getMessage());
    assertTrue(left().stream().noneMatch(Files::isDirectory), () -> "left: " + root);
    Path made = cache.get("thing", from(1), folder -> Files.writeString(folder.resolve("a"), "c"));
    assertEquals("c", Files.readString(made.resolve("a")));
  }

  @Test
  void whatAKilledMakingHasLeftIsMadeAnew() throws Exception {
    Cache cache = new Cache(root);
    Path made = cache.get("thing", from(1), folder -> Files.writeString(folder.resolve("a"), "b"));
    Path draft = root.resolve(made.getFileName() + ".new");
    Files.move(made, draft);
    Path again = cache.get("thing", from(1), folder -> Files.writeString(folder.resolve("c"), "d"));
    assertTrue(Files.notExists(again.resolve("a")));
    assertEquals("d", Files.readString(again.resolve("c")));
  }
}
