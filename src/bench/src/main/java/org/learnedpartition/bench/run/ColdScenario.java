package org.learnedpartition.bench.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import org.learnedpartition.bench.engine.Hits;
import org.learnedpartition.bench.engine.OpenIndex;
import org.learnedpartition.bench.engine.Vectors;
import org.learnedpartition.bench.spec.Format;

/**
 * Asks each query with none of the index's pages in memory: before it they are dropped from the
 * page cache, and after it those that came in are counted, with the bytes that came from the disk.
 * Indexes are mapped without read-ahead, so that these are the pages that the query touched or
 * asked for in advance.
 */
final class ColdScenario {
  private final Run run;
  private final BenchData data;
  private final int segments;
  private final List<OpenIndex> open = new ArrayList<>();
  private final List<Line> lines = new ArrayList<>();

  /**
   * A setting of a format, with what is the same in all rounds.
   *
   * @param turn number of the setting in its format: formats take turns
   */
  private record Line(int turn, Path folder, Setting setting, Row row) {}

  ColdScenario(Run run, BenchData data, int segments) {
    this.run = run;
    this.data = data;
    this.segments = segments;
  }

  void execute() throws IOException, InterruptedException {
    try (Vectors vectors = data.vectors()) {
      for (Format format : run.benchmark().formats()) {
        open(format, vectors);
      }
      lines.sort(Comparator.comparingInt(Line::turn));
      for (int round = 0; round < run.benchmark().rounds(); round++) {
        int done = 0;
        for (Line line : lines) {
          run.bars().report("cold round " + (round + 1), done++, lines.size());
          Row row = line.row().with("round", round);
          if (!run.points().has(row.point())) {
            run.add(cold(line, row));
          }
        }
        run.bars().close();
      }
    } finally {
      for (OpenIndex index : open) {
        index.close();
      }
    }
  }

  private void open(Format format, Vectors vectors) throws IOException, InterruptedException {
    Builds.Built built = run.builds().index(data, format, segments);
    String reason = PageCache.whyNot(built.folder());
    if (reason != null) {
      throw new IllegalArgumentException(reason);
    }
    PageCache.load(built.folder());
    OpenIndex index = built.engine().open(vectors, built.folder());
    open.add(index);
    index.check(format.name(), segments);
    Row row =
        run.row(data, format, segments)
            .cost(built.cost(), data.size())
            .with("index_bytes", Folders.bytes(built.folder()));
    int turn = 0;
    for (SortedMap<String, Object> search : format.settings()) {
      Setting setting = new Setting(index, search, q -> null);
      Accuracy accuracy = Accuracy.of(setting, data.queries(), data.truth(), run.benchmark().k());
      lines.add(new Line(turn++, built.folder(), setting, row.search(search).accuracy(accuracy)));
    }
  }

  private Row cold(Line line, Row row) throws IOException {
    float[][] queries = data.queries();
    Searches searches = new Searches(line.setting(), queries.length);
    Hits hits = new Hits(run.benchmark().k());
    long[] nanos = new long[queries.length];
    long pages = 0;
    long bytes = 0;
    for (int q = 0; q < queries.length; q++) {
      if (PageCache.drop(line.folder()) > 0) {
        throw new IOException(
            "["
                + line.folder()
                + "] could not be dropped from the page cache as a whole: another process has it"
                + " mapped; end it and run again");
      }
      ResidentPages before = PageCache.resident(line.folder());
      long bytesBefore = PageCache.bytesRead();
      long start = System.nanoTime();
      searches.find(queries, q, run.benchmark().k(), hits);
      nanos[q] = System.nanoTime() - start;
      bytes += PageCache.bytesRead() - bytesBefore;
      pages += PageCache.resident(line.folder()).since(before);
    }
    Arrays.sort(nanos);
    return row.with("queries", queries.length)
        .with("latency_p50_us", nanos[nanos.length / 2] / 1e3)
        .with("latency_p99_us", nanos[(int) Math.ceil(0.99 * nanos.length) - 1] / 1e3)
        .with("bytes_read", (double) bytes / queries.length)
        .with("pages_read", (double) pages / queries.length);
  }
}
