package org.learnedpartition.sets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataCommandTests {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;

  private int run(String... words) {
    List<String> line = new ArrayList<>(List.of(words));
    line.addAll(List.of("--dir", folder.toString(), "--threads", "2"));
    return DataCommand.execute(
        line.toArray(String[]::new), new PrintWriter(out, true), new PrintWriter(err, true));
  }

  @Test
  void theSetsAreListedWithWhatIsMade() {
    assertEquals(0, run());
    for (String name : List.of("clusters", "glove", "mnist", "wordnetminilm", "photosift")) {
      assertTrue(out.toString().contains("\n" + name), out.toString());
    }
    assertFalse(out.toString().contains(" made "), out.toString());
    assertEquals(0, run("clusters"));
    assertEquals(0, run());
    assertTrue(out.toString().contains("clusters       made  "), out.toString());
  }

  @Test
  void aSetIsMadeOnceAndThenChecked() throws IOException {
    assertEquals(0, run("clusters"));
    assertTrue(out.toString().contains("made in ["), out.toString());
    assertEquals(0, run("clusters"));
    assertTrue(out.toString().contains("is there in ["), out.toString());
    Files.delete(folder.resolve("clusters").resolve("query.fvecs"));
    assertEquals(2, run("clusters"));
    assertTrue(err.toString().contains("lacks [query.fvecs]"), err.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sift1m | there are clusters, glove, mnist",
        "../x | there is no data set [../x]",
        "mnist | --from DIR",
        "glove --from x | [--from] is for mnist alone",
        "--base b.fvecs | the name of the set is missing",
        "x --base b.fvecs | needs --queries FILE and --space",
        "x --queries b.fvecs | belong to [--base]",
        "x --hdf5 none.hdf5 | [none.hdf5] is not a file",
        "x --hdf5 a --base b | goes without",
        "glove --base b --queries q --space l2 | choose another",
        "--queries q --space l2 | the name of the set is missing",
        "--truth t | the name of the set is missing",
        "../x --base b --queries q --space l2 | cannot be the name",
        "download --base b --queries q --space l2 | cannot be the name",
        "x --base b --queries q --space cosine | unknown space [cosine]",
        "x --base none.fvecs --queries q --space l2 | none.fvecs",
      })
  void badInputIsToldInOneSentence(String line, String said) {
    assertEquals(2, run(line.trim().split(" ")));
    assertTrue(err.toString().contains(said.trim()), err.toString());
    assertEquals(1, err.toString().lines().count(), err.toString());
  }

  @Test
  void mistypedFilesLeaveNothingBehind() throws IOException {
    Path asked = folder.resolve("q.fvecs");
    Files.write(asked, new byte[] {1, 0, 0, 0, 0, 0, 0, 0});
    for (String[] line :
        List.of(
            new String[] {"x", "--base", "none.fvecs", "--queries", asked.toString()},
            new String[] {"x", "--base", asked.toString(), "--queries", "none.fvecs"},
            new String[] {"x", "--base", asked.toString(), "--queries", folder.toString()})) {
      List<String> words = new ArrayList<>(List.of(line));
      words.addAll(List.of("--space", "l2"));
      assertEquals(2, run(words.toArray(String[]::new)));
      assertFalse(Files.exists(folder.resolve("x")), err.toString());
    }
  }

  @Test
  void dataIsAnotherNameOfDir() {
    String[] line = {"--data", folder.toString()};
    assertEquals(
        0, DataCommand.execute(line, new PrintWriter(out, true), new PrintWriter(err, true)));
    assertTrue(out.toString().contains("in " + folder + ":"), out.toString());
  }

  @Test
  void aFolderWithoutTheImagesOfMnistIsNamed() {
    assertEquals(2, run("mnist", "--from", folder.toString()));
    assertTrue(
        err.toString().contains("train-images-idx3-ubyte.gz] does not exist"), err::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{}",
        "{\"space\": \"l2\", \"base\": \"b\", \"queries\": {}, \"sha256\": {}}",
        "{\"space\": \"l2\", \"base\": \"b\", \"queries\": {\"query\": {}}, \"sha256\": {}}",
        "{\"space\": \"l9\", \"base\": \"b\", \"queries\": {\"query\": {\"vectors\": \"q\"}}, \"sha256\": {}}"
      })
  void aBrokenDescriptionIsToldInOneSentence(String json) throws IOException {
    Path file = Files.createDirectories(folder.resolve("x")).resolve("set.json");
    Files.writeString(file, json);
    assertEquals(2, run("x"));
    assertTrue(err.toString().contains("[" + file + "] cannot be read"), err.toString());
    assertEquals(1, err.toString().lines().count(), err.toString());
  }
}
