package org.learnedpartition.bench.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.function.IntFunction;
import org.learnedpartition.bench.engine.Hits;
import org.learnedpartition.bench.engine.OpenIndex;
import org.learnedpartition.bench.engine.RowFilter;
import org.learnedpartition.bench.engine.Vectors;
import org.learnedpartition.bench.spec.Format;

/**
 * Searches warm indexes: each setting of each format once for what it finds, then in rounds, in
 * which all settings take turns, for how fast it is.
 */
final class SearchScenario {
  private final Run run;
  private final BenchData data;
  private final int segments;
  private final Map<String, OpenIndex> open = new LinkedHashMap<>();
  private final Map<String, Path> folders = new LinkedHashMap<>();
  private final List<Line> lines = new ArrayList<>();

  /** A setting of a format, with what is the same in all rounds. */
  private record Line(Setting setting, int threads, Row row) {}

  SearchScenario(Run run, BenchData data, int segments) {
    this.run = run;
    this.data = data;
    this.segments = segments;
  }

  void execute() throws IOException, InterruptedException {
    if (nothingLeft()) {
      return;
    }
    try (Vectors vectors = data.vectors()) {
      List<Row> facts = new ArrayList<>();
      for (Format format : run.benchmark().formats()) {
        facts.add(open(format, vectors));
      }
      load();
      FilterSet filters = FilterSet.of(run, data);
      for (int i = 0; i < facts.size(); i++) {
        for (FilterSet.Entry filter : filters.entries()) {
          measure(run.benchmark().formats().get(i), facts.get(i), filter);
        }
      }
      rounds();
    } finally {
      for (OpenIndex index : open.values()) {
        index.close();
      }
    }
  }

  private boolean nothingLeft() {
    for (Format format : run.benchmark().formats()) {
      for (SortedMap<String, Object> search : format.settings()) {
        for (String filter : run.benchmark().filters()) {
          for (int threads : run.benchmark().threads()) {
            Row row =
                run.row(data, format, segments)
                    .search(search)
                    .with("filter", filter)
                    .with("threads", threads);
            for (int round = 0; round < run.benchmark().rounds(); round++) {
              if (!run.points().has(row.with("round", round).point())) {
                return false;
              }
            }
          }
        }
      }
    }
    return true;
  }

  private Row open(Format format, Vectors vectors) throws IOException, InterruptedException {
    Builds.Built built = run.builds().index(data, format, segments);
    folders.put(format.name(), built.folder());
    // The first time it may be more: what building left behind goes only now.
    long heap = Math.min(heap(built, format, vectors), heap(built, format, vectors));
    OpenIndex index = built.engine().open(vectors, built.folder());
    open.put(format.name(), index);
    index.check(format.name(), segments);
    return run.row(data, format, segments)
        .cost(built.cost(), data.size())
        .with("index_bytes", Folders.bytes(built.folder()))
        .with("heap_bytes", heap);
  }

  /** What closing an index after its first search gives back. */
  private long heap(Builds.Built built, Format format, Vectors vectors) throws IOException {
    // One place only refers to the index, and can forget it.
    OpenIndex[] index = {built.engine().open(vectors, built.folder())};
    long used;
    try {
      searchOnce(index[0], format);
      used = Heap.used();
    } finally {
      index[0].close();
      index[0] = null;
    }
    return Math.max(0, used - Heap.used());
  }

  private void searchOnce(OpenIndex index, Format format) throws IOException {
    Setting setting = new Setting(index, format.settings().getFirst(), q -> null);
    new Searches(setting, 1).find(data.queries(), 0, 1, new Hits(1));
  }

  /** Brings all indexes into the page cache, once none of them displaces another by being built. */
  private void load() throws IOException {
    long bytes = 0;
    for (Path folder : folders.values()) {
      bytes += Folders.bytes(folder);
      PageCache.load(folder);
    }
    String problem = InputChecks.memoryProblem(bytes);
    if (problem != null) {
      run.say("%s", problem);
    }
    for (Map.Entry<String, Path> folder : folders.entrySet()) {
      double resident = PageCache.share(folder.getValue());
      if (resident < 1) {
        run.say(
            "%s: only %.0f %% of the index is in the page cache: searches will read the disk",
            folder.getKey(), 100 * resident);
      }
    }
  }

  /** Finds out what the settings of a format find, and warms them up. */
  private void measure(Format format, Row facts, FilterSet.Entry filter)
      throws IOException, InterruptedException {
    OpenIndex index = open.get(format.name());
    IntFunction<RowFilter> filters = filter.filters();
    List<SortedMap<String, Object>> settings = format.settings();
    int done = 0;
    for (SortedMap<String, Object> search : settings) {
      run.bars().report(format.name() + " " + filter.name(), done++, settings.size());
      Setting setting = new Setting(index, search, filters);
      Accuracy accuracy = Accuracy.of(setting, data.queries(), filter.truth(), run.benchmark().k());
      Timing.warmUp(setting, data.queries(), run.benchmark().k(), run.limits());
      for (int threads : run.benchmark().threads()) {
        lines.add(
            new Line(
                setting,
                threads,
                facts
                    .search(search)
                    .with("filter", filter.name())
                    .with("threads", threads)
                    .accuracy(accuracy)));
      }
    }
    run.bars().close();
  }

  private void rounds() throws IOException, InterruptedException {
    for (int round = 0; round < run.benchmark().rounds(); round++) {
      // Another order in each round, so that no setting always follows the same other.
      Collections.shuffle(lines, new Random(run.benchmark().seed() + round));
      int done = 0;
      for (Line line : lines) {
        run.bars().report("round " + (round + 1), done++, lines.size());
        Row row = line.row().with("round", round);
        if (!run.points().has(row.point())) {
          Timing timing =
              Timing.of(
                  line.setting(),
                  data.queries(),
                  run.benchmark().k(),
                  line.threads(),
                  (int) ((long) round * data.queries().length / run.benchmark().rounds()),
                  run.limits());
          run.add(row.timing(timing));
        }
      }
      run.bars().close();
    }
  }
}
