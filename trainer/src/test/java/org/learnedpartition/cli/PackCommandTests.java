package org.learnedpartition.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.learnedpartition.codec.LearnedPartitionVectorsFormat;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.model.RecallCurves;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Packs routers that the scripts of the manual trained: {@code src/docs/python/sklearn_router.py}
 * and {@code torch_router.py}, each of {@code router-base.npy}, 16 bins.
 */
class PackCommandTests {
  private static final Path SCRIPTS = Path.of("..", "src", "docs", "python");

  @TempDir Path folder;

  private record Run(int code, String out, String err) {}

  private static Run run(Object... args) {
    String[] words = Stream.of(args).map(Object::toString).toArray(String[]::new);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        TrainerCommand.execute(words, new PrintWriter(out, true), new PrintWriter(err, true));
    return new Run(code, out.toString(), err.toString());
  }

  private Path resource(String name) throws IOException {
    Path file = folder.resolve(name);
    try (InputStream in = PackCommandTests.class.getResourceAsStream(name)) {
      Files.write(file, in.readAllBytes());
    }
    return file;
  }

  private static JsonNode json(Run run) {
    assertEquals(0, run.code(), run.err());
    return new JsonMapper().readTree(run.out());
  }

  private void refused(Run run, String reason) {
    assertEquals(2, run.code(), run.err());
    String sentence = run.err().lines().reduce((first, second) -> second).orElse("");
    assertTrue(sentence.contains(reason), run.err());
    assertFalse(run.err().contains("\tat "), run.err());
    assertFalse(Files.exists(folder.resolve("m.partition")));
    assertFalse(Files.exists(folder.resolve("m.partition.tmp")));
  }

  private Run pack(Path router, Path base, Object... more) {
    Object[] line = {
      "pack", router, base, "--out", folder.resolve("m.partition"), "--similarity", "cosinesimil"
    };
    return run(Stream.concat(Arrays.stream(line), Arrays.stream(more)).toArray());
  }

  /** The graph of scikit-learn, changed. */
  private Path changed(UnaryOperator<ModelProto> change) throws IOException {
    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(resource("sklearn-router.onnx")));
    return Files.write(folder.resolve("changed.onnx"), change.apply(model).toByteArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"sklearn-router.onnx", "torch-router.onnx"})
  void aRouterOfPythonIsPackedAndFindsNeighbours(String name) throws IOException {
    Path router = resource(name);
    Path base = resource("router-base.npy");
    Path model = folder.resolve("m.partition");
    JsonNode packed = json(pack(router, base, "--json"));
    assertEquals(16, packed.get("bins").intValue());
    assertEquals(16, packed.get("ranked").intValue());
    assertEquals(0, packed.get("empty_bins").intValue());
    RecallCurves calibration =
        PartitionModel.read(Files.readAllBytes(model))
            .calibration(LearnedPartitionVectorsFormat.DEFAULT_SPILL)
            .of(10);
    int probes = calibration.probesFor(0.95);
    assertEquals(probes, packed.get("probes").intValue());
    assertEquals(
        calibration.ofProbes(probes).candidates(), packed.get("candidates").doubleValue(), 1e-9);

    JsonNode inspected = json(run("inspect", model, "--json"));
    assertEquals(packed.get("model_id"), inspected.get("model_id"));
    assertEquals("onnx", inspected.get("router").stringValue());
    assertEquals("packed", inspected.at("/provenance/method").stringValue());
    assertEquals(Files.size(router), inspected.get("router_bytes").intValue());
    assertEquals(5, inspected.get("encodings").size());

    Path queries = resource("router-query.npy");
    JsonNode found =
        json(run("evaluate", model, base, queries, "--spill", 0, "--probes", "1,4", "--json"));
    assertEquals(600, found.get("queries").intValue());
    // Chance would be the share of the candidates, about a sixteenth and a quarter.
    assertTrue(found.at("/probes/0/recall").doubleValue() > 0.55, found.toString());
    assertTrue(found.at("/probes/1/recall").doubleValue() > 0.9, found.toString());
    assertTrue(found.at("/probes/1/candidates").doubleValue() < 0.5, found.toString());

    refused2(pack(router, base), "--force");
    byte[] before = Files.readAllBytes(model);
    assertEquals(0, pack(router, base, "--force", "--threads", 1).code());
    assertArrayEquals(before, Files.readAllBytes(model), "the same bytes again");
  }

  private static void refused2(Run run, String reason) {
    assertEquals(2, run.code(), run.err());
    assertTrue(run.err().contains(reason), run.err());
  }

  @Test
  void aDocumentHeadPlacesDocumentsAndQueriesOfItsUserCalibrate() throws IOException {
    Path base = resource("router-base.npy");
    Path head = resource("sklearn-router.onnx");
    JsonNode packed =
        json(
            pack(
                resource("torch-router.onnx"),
                base,
                "--head",
                head,
                "--queries",
                resource("router-query.npy"),
                "--json"));
    assertEquals(16, packed.get("bins").intValue());
    JsonNode inspected = json(run("inspect", folder.resolve("m.partition"), "--json"));
    assertTrue(inspected.get("document_head").booleanValue());
    assertEquals("600", inspected.at("/provenance/queries_held_out").stringValue());
    // Bins are where the head puts documents: as in a model of the head alone.
    Path alone = folder.resolve("alone.partition");
    json(run("pack", head, base, "--out", alone, "--similarity", "cosinesimil", "--json"));
    JsonNode other = json(run("inspect", alone, "--json"));
    assertEquals(other.get("largest_bin"), inspected.get("largest_bin"));
    assertEquals(other.get("smallest_bin"), inspected.get("smallest_bin"));
  }

  @Test
  void moreBinsThanTheRouterRanksAreEmptyOnes() throws IOException {
    JsonNode packed =
        json(
            pack(
                resource("sklearn-router.onnx"),
                resource("router-base.npy"),
                "--bins",
                20,
                "--json"));
    assertEquals(20, packed.get("bins").intValue());
    assertEquals(4, packed.get("empty_bins").intValue());
  }

  @Test
  void aGraphThatBreaksTheContractIsRefusedInOneSentence() throws IOException {
    Path base = resource("router-base.npy");
    refused(pack(folder.resolve("no.onnx"), base), "is not a file");
    byte[] noise = new byte[5000];
    new Random(3).nextBytes(noise);
    refused(pack(Files.write(folder.resolve("noise.onnx"), noise), base), "[" + folder);
    refused(pack(resource("sklearn-router.onnx"), base, "--bins", 12), "r at most 12");
    Path renamed =
        changed(
            model -> {
              ModelProto.Builder other = model.toBuilder();
              other.getGraphBuilder().getInputBuilder(0).setName("x");
              return other.build();
            });
    refused(pack(renamed, base), "expected [vector] only");
    Path loop =
        changed(
            model -> {
              ModelProto.Builder other = model.toBuilder();
              other.getGraphBuilder().addNode(NodeProto.newBuilder().setOpType("Loop"));
              return other.build();
            });
    refused(pack(loop, base), "[Loop]: the operator is not allowed");
    // Worst first.
    Path upsideDown =
        changed(
            model -> {
              ModelProto.Builder other = model.toBuilder();
              other
                  .getGraphBuilder()
                  .getNodeBuilder(3)
                  .addAttribute(
                      AttributeProto.newBuilder()
                          .setName("largest")
                          .setType(AttributeProto.AttributeType.INT)
                          .setI(0));
              return other.build();
            });
    refused(pack(upsideDown, base), "[largest] and [sorted] must be 1");
    Path ofLogits =
        changed(
            model -> {
              ModelProto.Builder other = model.toBuilder();
              other.getGraphBuilder().getNodeBuilder(3).setInput(0, "logits");
              return other.build();
            });
    refused(pack(ofLogits, base), "model's router, tried on a vector");
  }

  @Test
  void aRouterOfCosineThatMindsLengthIsRefused() throws IOException {
    Path raw =
        changed(
            model -> {
              ModelProto.Builder other = model.toBuilder();
              other.getGraphBuilder().getNodeBuilder(1).setInput(0, "vector");
              return other.build();
            });
    Path base = resource("router-base.npy");
    refused(pack(raw, base), "give vectors length 1 in the graph");
    Path model = folder.resolve("l2.partition");
    assertEquals(0, run("pack", raw, base, "--out", model, "--similarity", "l2").code());
  }

  @Test
  void vectorsThatCannotBeUsedAreRefused() throws IOException {
    Path router = resource("sklearn-router.onnx");
    Path few = Files.writeString(folder.resolve("few.jsonl"), "[1,2,3,4,5,6,7,8,9,10,11,12]\n");
    refused(pack(router, few), "too few");
    Path narrow = Files.writeString(folder.resolve("narrow.jsonl"), "[1,2,3]\n".repeat(200));
    refused(pack(router, narrow), "[vector] is declared with 12 columns, expected 3");
    String zero = "[0,0,0,0,0,0,0,0,0,0,0,0]\n".repeat(200);
    refused(pack(router, Files.writeString(folder.resolve("zero.jsonl"), zero)), "zero vector");
  }

  @Test
  void theManualShowsTheScripts() throws IOException {
    String page = Files.readString(SCRIPTS.resolveSibling("python.md"));
    for (String name : new String[] {"sklearn_router.py", "torch_router.py"}) {
      String script = Files.readString(SCRIPTS.resolve(name));
      assertTrue(page.contains("```python\n" + script + "```"), name);
    }
  }
}
