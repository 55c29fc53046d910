package org.learnedpartition.bench.run;

import java.io.IOException;
import java.util.Arrays;
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
record ColdScenario(Run run, BenchData data, int segments) {
  void execute() throws IOException, InterruptedException {
    for (Format format : run.benchmark().formats()) {
      Builds.Built built = run.builds().index(data, format, segments);
      String reason = PageCache.whyNot(built.folder());
      if (reason != null) {
        throw new IllegalArgumentException(reason);
      }
      PageCache.load(built.folder());
      Row row =
          run.row(data, format, segments)
              .cost(built.cost(), data.size())
              .with("index_bytes", Folders.bytes(built.folder()));
      try (Vectors vectors = data.vectors();
          OpenIndex index = built.engine().open(vectors, built.folder())) {
        for (SortedMap<String, Object> search : format.settings()) {
          Setting setting = new Setting(index, search, q -> null);
          Row found =
              row.search(search)
                  .accuracy(
                      Accuracy.of(setting, data.queries(), data.truth(), run.benchmark().k()));
          for (int round = 0; round < run.benchmark().rounds(); round++) {
            Row measured = found.with("round", round);
            if (!run.points().has(measured.point())) {
              run.bars().report("cold " + format.name(), round, run.benchmark().rounds());
              run.add(cold(built, setting, measured));
            }
          }
        }
      }
    }
  }

  private Row cold(Builds.Built built, Setting setting, Row row) throws IOException {
    float[][] queries = data.queries();
    Searches searches = new Searches(setting);
    Hits hits = new Hits(run.benchmark().k());
    long[] nanos = new long[queries.length];
    long pages = 0;
    long bytes = 0;
    for (int q = 0; q < queries.length; q++) {
      PageCache.drop(built.folder());
      ResidentPages before = PageCache.resident(built.folder());
      long bytesBefore = PageCache.bytesRead();
      long start = System.nanoTime();
      searches.find(queries, q, run.benchmark().k(), hits);
      nanos[q] = System.nanoTime() - start;
      bytes += PageCache.bytesRead() - bytesBefore;
      pages += PageCache.resident(built.folder()).since(before);
    }
    Arrays.sort(nanos);
    return row.with("queries", queries.length)
        .with("latency_p50_us", nanos[nanos.length / 2] / 1e3)
        .with("latency_p99_us", nanos[(int) Math.ceil(0.99 * nanos.length) - 1] / 1e3)
        .with("bytes_read", (double) bytes / queries.length)
        .with("pages_read", (double) pages / queries.length);
  }
}
