package org.learnedpartition.method;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.model.Similarity;

final class TrainingMemoryTests {
  @Test
  void moreVectorsBinsComponentsAndThreadsNeverNeedLess() {
    TrainingMemory some = new TrainingMemory(100_000, 100, 256, 0, 10, 2);
    long needed = some.mebibytes();
    assertTrue(needed > 100_000L * 100 * 4 >> 20);
    assertTrue(new TrainingMemory(1_000_000, 100, 256, 0, 10, 2).mebibytes() > needed);
    assertTrue(new TrainingMemory(100_000, 800, 256, 0, 10, 2).mebibytes() > needed);
    assertTrue(new TrainingMemory(100_000, 100, 65_536, 0, 10, 2).mebibytes() > needed);
    assertTrue(new TrainingMemory(100_000, 100, 256, 0, 10, 64).mebibytes() > needed);
    assertTrue(new TrainingMemory(100_000, 100, 256, 0, 0, 2).mebibytes() <= needed);
  }

  @Test
  void aHeapThatIsTooSmallIsRefusedWithTheSampleThatFits() {
    TrainingMemory much = new TrainingMemory(100_000_000, 20, 16, 0, 10, 2);
    String message = assertThrows(IllegalArgumentException.class, much::check).getMessage();
    assertTrue(message.contains("needs up to " + much.mebibytes() + " MiB"), message);
    int most = Integer.parseInt(message.replaceAll("(?s).*: at most (\\d+)$", "$1"));
    assertDoesNotThrow(() -> new TrainingMemory(most, 20, 16, 0, 10, 2).check());
    assertThrows(
        IllegalArgumentException.class,
        () -> new TrainingMemory(most + 100_000, 20, 16, 0, 10, 2).check());
  }

  @Test
  void thePlanOfATrainingKnowsWhatItsMethodTakes() throws Exception {
    VectorSource source = VectorSource.of(new float[20_000 * 64], 64);
    TrainingOptions options = TrainingOptions.of(Similarity.L2).with(o -> o.bins = 64);
    TrainingMemory memory = TrainingPlan.of(source, options).memory();
    assertEquals(256, memory.hidden());
    assertEquals(10, memory.neighbours());
    assertEquals(20_000L * (64 * 4 + 44), memory.kept().bytes());
    String sentence = memory.sentence();
    assertTrue(sentence.startsWith("memory: up to " + memory.mebibytes() + " MiB"), sentence);
    assertTrue(sentence.contains("(vectors 5, neighbour graph "), sentence);
    TrainingOptions centres = options.with(o -> o.method = Method.KMEANS);
    assertEquals(0, TrainingPlan.of(source, centres).memory().neighbours());
    TrainingOptions linear = options.with(o -> o.method = Method.LINEAR);
    assertEquals(0, TrainingPlan.of(source, linear).memory().hidden());
    TrainingOptions fewer = options.with(o -> o.sample = 1000);
    assertEquals(1000, TrainingPlan.of(source, fewer).memory().vectors());
  }
}
