package org.learnedpartition.bench.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.learnedpartition.bench.engine.BuildCost;
import org.learnedpartition.bench.engine.Engine;
import org.learnedpartition.bench.engine.EngineSource;
import org.learnedpartition.bench.engine.OpenIndex;
import org.learnedpartition.bench.engine.Vectors;
import org.learnedpartition.bench.spec.Format;

/**
 * Changes indexes step by step and searches them after each, formats taking turns.
 *
 * <p>{@code merge}: step 0 merges the flushed segments to one; each further step deletes a share of
 * the documents, indexes them again and merges to one segment, so that the vectors, and with them
 * the exact neighbours, stay the same. {@code churn}: step 0 is the index as it was flushed; each
 * further step updates half of the share, deletes the other half, brings back what the step before
 * has deleted, and lets the index merge as it sees fit.
 *
 * <p>A format whose rows are not all there is begun anew: an index is not kept from run to run.
 */
final class ChangeScenario {
  private final Run run;
  private final BenchData data;
  private final boolean churn;
  private final Map<String, Subject> subjects = new HashMap<>();

  /** An index that is changed. */
  private record Subject(Format format, Engine.Changing engine, Path folder) {}

  ChangeScenario(Run run, BenchData data, boolean churn) {
    this.run = run;
    this.data = data;
    this.churn = churn;
  }

  void execute() throws IOException, InterruptedException {
    try {
      for (Format format : run.benchmark().formats()) {
        if (!done(format)) {
          subjects.put(format.name(), subject(format));
        }
      }
      for (int step = 0; step <= run.benchmark().steps() && !subjects.isEmpty(); step++) {
        Change change = change(step);
        for (Format format : run.benchmark().formats()) {
          run.bars().report("steps", step, run.benchmark().steps() + 1L);
          if (subjects.containsKey(format.name())) {
            step(subjects.get(format.name()), step, change);
          }
        }
      }
    } finally {
      for (Subject subject : subjects.values()) {
        Cache.delete(subject.folder());
      }
    }
  }

  /**
   * What a step changes.
   *
   * @param deleted rows, those to be indexed again among them
   * @param added positions
   * @param gone rows that are not in the index after the step
   */
  private record Change(long[] deleted, int[] added, Set<Integer> gone) {}

  private boolean done(Format format) {
    for (int step = 0; step <= run.benchmark().steps(); step++) {
      for (SortedMap<String, Object> search : format.settings()) {
        Row row = run.row(data, format, 1).search(search).with("round", 0).with("step", step);
        if (!run.points().has(row.point())) {
          return false;
        }
      }
    }
    return true;
  }

  private Subject subject(Format format) throws IOException, InterruptedException {
    if (!EngineSource.of(format.format(), format.parameters()).changing()) {
      throw new IllegalArgumentException(
          "format ["
              + format.name()
              + "]: the harness cannot change an index of kind ["
              + format.format()
              + "]; leave it out of the scenario ["
              + run.benchmark().scenario().label()
              + "]");
    }
    Builds.Built built = run.builds().index(data, format, Math.min(Builds.FLUSHED, data.size()));
    Path folder = run.scratch();
    Cache.copy(built.folder(), folder);
    return new Subject(format, (Engine.Changing) built.engine(), folder);
  }

  private Change change(int step) {
    if (step == 0) {
      return new Change(new long[0], new int[0], Set.of());
    }
    int[] chosen = chosen(step);
    int half = churn ? chosen.length / 2 : chosen.length;
    List<Integer> added = new ArrayList<>();
    Set<Integer> gone = new HashSet<>();
    for (int i = 0; i < chosen.length; i++) {
      if (i < half) {
        added.add(chosen[i]);
      } else {
        gone.add(data.row(chosen[i]));
      }
    }
    if (churn && step > 1) {
      int[] before = chosen(step - 1);
      for (int i = before.length / 2; i < before.length; i++) {
        if (!gone.contains(data.row(before[i])) && !added.contains(before[i])) {
          added.add(before[i]);
        }
      }
    }
    long[] deleted = Arrays.stream(chosen).mapToLong(data::row).toArray();
    return new Change(deleted, added.stream().mapToInt(i -> i).toArray(), gone);
  }

  /** The positions that a step is about. */
  private int[] chosen(int step) {
    int count = (int) Math.max(1, Math.round(run.benchmark().changed() * data.size()));
    return Arrays.copyOf(Shuffle.of(data.size(), run.benchmark().seed() + step), count);
  }

  private void step(Subject subject, int step, Change change)
      throws IOException, InterruptedException {
    Format format = subject.format();
    BuildCost cost = null;
    try (Vectors vectors = data.vectors()) {
      if (step > 0) {
        cost =
            subject
                .engine()
                .change(vectors, subject.folder(), change.deleted(), change.added(), churn);
      }
      if (!churn) {
        BuildCost merge = subject.engine().merge(subject.folder());
        cost = cost == null ? merge : cost.and(merge);
      }
      try (OpenIndex index = subject.engine().open(vectors, subject.folder())) {
        int[][] truth = truth(change.gone());
        Row row = run.row(data, format, 1).with("round", 0).with("step", step);
        if (cost != null) {
          row =
              row.with("index_seconds", step == 0 ? null : cost.indexSeconds())
                  .with("index_cpu_seconds", step == 0 ? null : cost.indexCpuSeconds())
                  .with("merge_seconds", cost.mergeSeconds())
                  .with("merge_cpu_seconds", cost.mergeCpuSeconds());
        }
        row =
            row.with("segments", index.segments())
                .with("index_bytes", Folders.bytes(subject.folder()));
        for (SortedMap<String, Object> search : format.settings()) {
          Setting setting = new Setting(index, search, q -> null);
          int k = run.benchmark().k();
          Accuracy accuracy = Accuracy.of(setting, data.queries(), truth, k);
          Timing.warmUp(setting, data.queries(), k, run.limits());
          Timing timing = Timing.of(setting, data.queries(), k, 1, 0, run.limits());
          Row measured = row.search(search).accuracy(accuracy).timing(timing);
          if (!run.points().has(measured.point())) {
            run.add(measured);
          }
        }
      }
    }
  }

  /** The nearest rows that are in the index. */
  private int[][] truth(Set<Integer> gone) {
    int[][] left = new int[data.truth().length][];
    for (int q = 0; q < left.length; q++) {
      left[q] = Arrays.stream(data.truth()[q]).filter(row -> !gone.contains(row)).toArray();
      if (left[q].length < run.benchmark().k() && data.truth()[q].length < data.size()) {
        throw new IllegalArgumentException(
            "more than "
                + (BenchData.NEIGHBOURS - run.benchmark().k())
                + " of a query's neighbours were deleted in one step: lower [changed]");
      }
    }
    return left;
  }
}
