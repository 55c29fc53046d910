package org.learnedpartition.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerCommandTests {
  private static final int DIMENSION = 12;

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

  /** Clustered vectors around 40 centres that depend on nothing but the dimension. */
  private Path clustered(String name, int rows, int seed) throws IOException {
    Random centres = new Random(1);
    float[][] centre = new float[40][DIMENSION];
    for (float[] c : centre) {
      for (int d = 0; d < DIMENSION; d++) {
        c[d] = (float) centres.nextGaussian();
      }
    }
    Random random = new Random(seed);
    ByteBuffer bytes =
        ByteBuffer.allocate(rows * (4 + 4 * DIMENSION)).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < rows; i++) {
      bytes.putInt(DIMENSION);
      float[] c = centre[random.nextInt(centre.length)];
      for (int d = 0; d < DIMENSION; d++) {
        bytes.putFloat(c[d] + 0.4f * (float) random.nextGaussian());
      }
    }
    return Files.write(folder.resolve(name), bytes.array());
  }

  @Test
  void trainedModelIsInspected() throws IOException {
    Path base = clustered("base.fvecs", 4000, 2);
    Path model = folder.resolve("m.partition");
    Run train = run("train", base, "--out", model, "--bins", 16);
    assertEquals(0, train.code(), train.err());
    assertTrue(train.err().contains("seed 42"), train.err());
    assertTrue(train.out().contains("centroids"), train.out());
    Run inspect = run("inspect", model);
    assertEquals(0, inspect.code(), inspect.err());
    assertTrue(inspect.out().contains("bins        16"), inspect.out());
    Run again = run("train", base, "--out", model, "--bins", 16);
    assertEquals(2, again.code());
    assertTrue(again.err().contains("--force"), again.err());
    assertFalse(again.err().contains("\tat "), again.err());
  }
}
