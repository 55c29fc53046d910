package org.learnedpartition.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.learnedpartition.learn.Potential;
import org.learnedpartition.learn.Relaxation;
import org.learnedpartition.method.Method;
import org.learnedpartition.method.TrainingOptions;

class ComparisonFileTests {
  private static final String DATA =
      "dataset: d\nbase: b.fvecs\nqueries: q.fvecs\nsimilarity: l2\n";

  @TempDir Path folder;

  private Comparison read(String yaml) throws IOException {
    return ComparisonFile.read(Files.writeString(folder.resolve("c.yaml"), yaml));
  }

  @Test
  void whatIsLeftOutIsAsTrainHasIt() throws IOException {
    Comparison read =
        read(
            DATA
                + """
                methods:
                  - kmeans
                  - {name: narrow, method: bliss, hidden: 16, choices: 4, seeds: [7, 8]}
                  - {name: free, method: soft-relaxation, relaxation: {balance: 0}}
                  - {name: far, method: potential, potential: {steps: 4}}
                """);
    TrainingOptions free = read.options(read.methods().get(2), 8, 65_536, 100);
    assertEquals(new Relaxation(1, 0, 0, 0, 1500), free.relaxation());
    TrainingOptions far = read.options(read.methods().get(3), 8, 65_536, 100);
    assertEquals(new Potential(4, 5, 0.25), far.potential());
    assertEquals(10, read.k());
    assertEquals(List.of(Documents.UNSEEN, Documents.ALL), read.documents());
    assertEquals(List.of(7L, 8L, 42L), read.allSeeds());
    assertEquals("kmeans", read.methods().get(0).name());
    TrainingOptions options = read.options(read.methods().get(1), 8, 65_536, 100);
    assertEquals(Method.BLISS, options.method());
    assertEquals(512, options.bins());
    assertEquals(8, options.seed());
    assertEquals(16, options.hiddenUnits());
    assertEquals(4, options.choices());
    assertEquals(2, options.rounds());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "methods: [kmeans], metods: [linear] | there is no field [metods]: there are [",
        "methods: [{method: kmeans, labels: 1}] | does not take [labels]: it takes []",
        "methods: [{method: linear, label: 1}] | there is no field [label]",
        "methods: [{method: linear, labels: 101}] | [labels] must be between 1 and 100, got 101",
        "methods: [{method: mlp, clusters: bliss}] | [clusters] must be one of kmeans,",
        "methods: [{method: mlp, spill: 1.5}] | [spill] of [mlp] must be a share of the documents",
        "methods: [{method: mlp, spill: -0.1}] | from 0 to 1, got -0.1",
        "methods: [{method: mlp, clusters: graph}] | must be a k-means, whose centres place"
            + " documents",
        "methods: [{method: self-consistent, placement: partition}] | which holds documents out",
        "methods: [{method: mlp, placement: partition, spill: 0.1}] | not with [spill]",
        "methods: [{method: mlp, placement: partition, sample: 5000}] | not with a [sample]",
        "methods: [{method: mlp, placement: partition}], documents: [unseen] | add all to [docu",
        "methods: [{method: mlp, placement: there}] | [MODEL, PARTITION]",
        "methods: [k-means] | [method] must be one of kmeans,",
        "methods: [kmeans, kmeans] | two methods have the [name] [kmeans]",
        "methods: [{name: \"a/b\", method: kmeans}] | [name] must consist of letters",
        "methods: [kmeans], bins: 1 | [bins] must be between 2 and",
        "methods: [kmeans], rows: 9, truth: t.ivecs | [truth] is of the whole base",
        "methods: [kmeans], documents: [] | [documents] must be given",
        "methods: [kmeans], dimensions: 9, truth: t.ivecs | [truth] is of the vectors as they are",
        "methods: [kmeans], dimensions: -1 | [dimensions] must be between 1 and",
        "methods: [{method: linear, potential: {steps: 1}}] | does not take [potential]",
        "methods: [{method: potential, potential: {steps: 101}}] | [steps] must be between 0 and",
        "methods: [{method: potential, potential: {beta: 0}}] | [beta] must be above 0 and at most",
        "methods: [{method: soft-relaxation, relaxation: {cut: -1}}] | [cut] must be between 0 and",
        "methods: [{method: soft-relaxation, relaxation: {balanc: 1}}] | no field [balanc]",
        "methods: [] | [methods] must be given",
      })
  void whatCannotBeUsedIsRefusedInOneSentence(String rest, String reason) {
    String yaml = "{dataset: d, base: b.fvecs, queries: q.fvecs, similarity: l2, " + rest + "}";
    String message = assertThrows(IllegalArgumentException.class, () -> read(yaml)).getMessage();
    assertTrue(message.contains("c.yaml]: "), message);
    assertTrue(message.contains(reason), message);
    assertFalse(message.contains("\n"), message);
  }

  @Test
  void aFileThatIsNoMapIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> read(""));
    assertThrows(IllegalArgumentException.class, () -> read("- a\n- b\n"));
    assertThrows(
        IllegalArgumentException.class, () -> ComparisonFile.read(folder.resolve("none.yaml")));
  }
}
