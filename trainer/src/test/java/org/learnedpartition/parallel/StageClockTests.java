package org.learnedpartition.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StageClockTests {
  @Test
  void eachStageHasTheTimeUntilTheNextAndStagesThatComeAgainAddUp() throws Exception {
    List<String> told = new ArrayList<>();
    StageClock clock = new StageClock((stage, done, total) -> told.add(stage + " " + done));
    long start = System.nanoTime();
    clock.report("one", 0, 2);
    clock.report("one", 2, 2);
    // What nobody reports of is of the stage before.
    Thread.sleep(30);
    clock.report("two", 0, 1);
    clock.report("one", 0, 1);
    Thread.sleep(5);
    List<StageClock.Time> times = clock.times();
    double all = (System.nanoTime() - start) / 1e9;
    assertEquals(List.of("one", "two"), times.stream().map(StageClock.Time::stage).toList());
    assertTrue(times.getFirst().seconds() >= 0.034, times.toString());
    double sum = times.stream().mapToDouble(StageClock.Time::seconds).sum();
    assertTrue(sum <= all, sum + " of " + all);
    assertEquals(List.of("one 0", "one 2", "two 0", "one 0"), told);
  }
}
