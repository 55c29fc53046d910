package org.learnedpartition.method;

import java.util.List;
import org.learnedpartition.parallel.StageClock;

/**
 * What a training took.
 *
 * @param vectors read, held-out ones included
 * @param heldOut of them
 * @param realQueries whether held-out queries were given, not documents
 * @param times of its stages, by the names that progress is told
 * @param heapBytes most of the heap that was in use, garbage included
 * @param cpuSeconds processor time of all threads
 */
public record TrainingAccount(
    int vectors,
    int heldOut,
    boolean realQueries,
    List<StageClock.Time> times,
    long heapBytes,
    double cpuSeconds) {
  public TrainingAccount {
    times = List.copyOf(times);
  }
}
