package org.learnedpartition.sets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

class SetMakerTests {
  private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000);

  @TempDir Path root;
  private final Workers workers = new Workers(2);

  @AfterEach
  void close() {
    workers.close();
  }

  private SetMaker maker() {
    return new SetMaker(root, workers, Progress.NONE, line -> {});
  }

  @Test
  void aMadeSetIsOpenedWithItsVectorsAndTruth() throws Exception {
    DataSet set = maker().make(new Clusters());
    assertEquals(set, DataSet.open(root, "clusters"));
    try (VectorSource base = set.base()) {
      assertEquals(8_000, base.count());
      assertEquals(32, base.dimension());
    }
    assertEquals(new DataSet.Queries("query.fvecs", "truth.ivecs"), set.queries(DataSet.QUERY));
    maker().check(set);
  }

  @Test
  void aKilledMakingContinuesAfterTheLastWholeStage() throws Exception {
    maker().make(new Clusters());
    Path folder = root.resolve("clusters");
    byte[] truth = Files.readAllBytes(folder.resolve("truth.ivecs"));
    Files.delete(folder.resolve("set.json"));
    Files.delete(folder.resolve("truth.ivecs"));
    Files.write(folder.resolve("truth.ivecs.tmp"), new byte[] {1, 2, 3});
    Files.setLastModifiedTime(folder.resolve("base.fvecs"), LONG_AGO);
    maker().make(new Clusters());
    assertEquals(LONG_AGO, Files.getLastModifiedTime(folder.resolve("base.fvecs")));
    assertArrayEquals(truth, Files.readAllBytes(folder.resolve("truth.ivecs")));
    assertFalse(Files.exists(folder.resolve("truth.ivecs.tmp")));
  }

  @Test
  void aStageIsRunAgainAfterOneBeforeItWas() throws Exception {
    maker().make(new Clusters());
    Path folder = root.resolve("clusters");
    Files.delete(folder.resolve("set.json"));
    Files.delete(folder.resolve("base.fvecs"));
    Files.setLastModifiedTime(folder.resolve("truth.ivecs"), LONG_AGO);
    maker().make(new Clusters());
    assertTrue(Files.getLastModifiedTime(folder.resolve("truth.ivecs")).compareTo(LONG_AGO) > 0);
  }

  @Test
  void aFolderWithoutDescriptionIsAcceptedWhenItsChecksumsAgree() throws Exception {
    maker().make(new Clusters());
    Path folder = root.resolve("clusters");
    Files.delete(folder.resolve("set.json"));
    for (String name : List.of("base.fvecs", "query.fvecs", "truth.ivecs", "truth.dist.fvecs")) {
      Files.setLastModifiedTime(folder.resolve(name), LONG_AGO);
    }
    maker().make(new Clusters());
    assertTrue(DataSet.isMade(root, "clusters"));
    assertEquals(LONG_AGO, Files.getLastModifiedTime(folder.resolve("truth.ivecs")));
  }

  @Test
  void eachFileWithAWrongChecksumIsNamedAndTheSetIsNotWhole() throws Exception {
    DataSet set = maker().make(new Clusters());
    flip(set.folder().resolve("truth.ivecs"));
    flip(set.folder().resolve("query.fvecs"));
    String said = assertThrows(IOException.class, () -> maker().check(set)).getMessage();
    assertTrue(said.contains("[query.fvecs]") && said.contains("[truth.ivecs]"), said);
    assertFalse(said.contains("[base.fvecs]"), said);
    Files.delete(set.folder().resolve("set.json"));
    assertThrows(IOException.class, () -> maker().make(new Clusters()));
    assertFalse(DataSet.isMade(root, "clusters"));
  }

  @Test
  void aDamagedSetIsWholeAgainAfterWhatIsAdvised() throws Exception {
    DataSet set = maker().make(new Clusters());
    Path description = set.folder().resolve("set.json");
    flip(set.folder().resolve("base.fvecs"));
    String said = assertThrows(IOException.class, () -> maker().check(set)).getMessage();
    assertTrue(
        said.contains("delete [" + description + "] and the named files, and make the set again"),
        said);
    Files.delete(description);
    Files.delete(set.folder().resolve("base.fvecs"));
    maker().check(maker().make(new Clusters()));
    Files.delete(set.folder().resolve("query.fvecs"));
    said = assertThrows(IOException.class, () -> maker().check(set)).getMessage();
    assertTrue(said.contains("delete [" + description + "] and make the set again"), said);
    Files.delete(description);
    maker().check(maker().make(new Clusters()));
  }

  @Test
  void aMissingFileIsNamed() throws Exception {
    DataSet set = maker().make(new Clusters());
    Files.delete(set.folder().resolve("query.fvecs"));
    String said = assertThrows(IOException.class, () -> maker().check(set)).getMessage();
    assertTrue(said.contains("lacks [query.fvecs]"), said);
  }

  @Test
  void aSetIsMadeByOneProcessAtATime() {
    IOException refused =
        assertThrows(
            IOException.class,
            () -> maker().locked("clusters", folder -> maker().make(new Clusters())));
    assertTrue(refused.getMessage().contains("another process"), refused.getMessage());
  }

  private static void flip(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }
}
