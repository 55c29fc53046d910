package org.learnedpartition.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be run is refused in one sentence, before anything is written. */
class RunCommandTests {
  @TempDir private Path folder;

  private final StringWriter err = new StringWriter();

  private void refuses(String benchmark, String... parts) {
    Path out = folder.resolve("out");
    int code =
        BenchCommand.execute(
            new String[] {"run", benchmark, "--out", out.toString(), "--data", folder.toString()},
            new PrintWriter(new StringWriter(), true),
            new PrintWriter(err, true));
    String says = err.toString().lines().toList().getLast();
    assertEquals(2, code, says);
    for (String part : parts) {
      assertTrue(says.contains(part), says);
    }
    assertTrue(err.toString().lines().count() <= 2, err.toString());
    assertFalse(Files.exists(out.resolve("points.jsonl")));
  }

  @Test
  void anUnknownBenchmarkNamesThoseThereAre() {
    refuses("no-such", "no-such", "one-segment", "churn");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "formats: [hsnw] | there is no format [hsnw] by name | hnsw-4bit",
        "formats: [{name: a, format: hsnw}] | no kind of format [hsnw] | flat_quantized",
        "formats: [{name: a, format: hnsw, parameters: {M: 4}}] | no parameter [M] | beam_width",
        "formats: [{name: a, format: hnsw, parameters: {m: 1}}] | [m] | between 2 and 512",
        "formats: [{name: a, format: hnsw, search: {probes: [1]}}] | no parameter [probes] |"
            + " candidates",
        "formats: [{name: a, format: learned_partition, parameters: {method: magic}}] | [method] |"
            + " self-consistent",
        "formats: [hnsw, hnsw] | two formats | [hnsw]",
        "baseline: flat | [baseline] is flat | [hnsw]",
        "k: 0 | [k] must be between 1 and 100 | got 0",
        "colour: blue | no field [colour] | threads",
        "filters: [sideways 0.1] | [sideways 0.1] | anti-correlated",
        "filters: [random 2] | above 0 and at most 1 | 2",
        "modes: {huge: {}} | no mode [huge] | standard",
        "segments: [] | [segments] | at least one",
        "data: [] | [data] | at least one",
        "scenario: dance | dance | cold",
      })
  void whatABenchmarkGetsWrongIsNamed(String line, String what, String why) throws IOException {
    Path file = folder.resolve("wrong.yaml");
    String rest =
        (line.startsWith("data") ? "" : "data: [nothing]\n")
            + (line.startsWith("formats") ? "" : "formats: [hnsw]\n");
    Files.writeString(file, rest + line + "\n");
    refuses(file.toString(), what, why);
  }

  @Test
  void anUnknownDataSetIsToldHowToBeMade() throws IOException {
    Path file = folder.resolve("b.yaml");
    Files.writeString(file, "data: [nothing]\nformats: [hnsw]\n");
    refuses(file.toString(), "[nothing]", "./lp data");
  }

  @Test
  void yamlThatIsNoneIsRefused() throws IOException {
    Path file = folder.resolve("b.yaml");
    Files.writeString(file, "data: [a\nformats: {");
    refuses(file.toString(), "b.yaml");
  }
}
