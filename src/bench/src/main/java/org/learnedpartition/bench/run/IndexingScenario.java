package org.learnedpartition.bench.run;

import java.io.IOException;
import java.nio.file.Path;
import org.learnedpartition.bench.engine.BuildCost;
import org.learnedpartition.bench.engine.Engine;
import org.learnedpartition.bench.engine.EngineSource;
import org.learnedpartition.bench.engine.Vectors;
import org.learnedpartition.bench.spec.Format;

/** Builds each index anew in each round, formats taking turns. Nothing is taken from the cache. */
record IndexingScenario(Run run, BenchData data, int segments) {
  void execute() throws IOException, InterruptedException {
    for (int round = 0; round < run.benchmark().rounds(); round++) {
      for (Format format : run.benchmark().formats()) {
        Row row = run.row(data, format, segments).with("round", round);
        if (!run.points().has(row.point())) {
          run.add(build(format, row));
        }
      }
    }
  }

  private Row build(Format format, Row row) throws IOException, InterruptedException {
    EngineSource source = EngineSource.of(format.format(), format.parameters());
    Engine engine = run.builds().engine(data, source);
    Path folder = run.scratch();
    try (Vectors vectors = data.vectors()) {
      BuildCost cost;
      if (segments == 1 && engine instanceof Engine.Changing changing) {
        int flushed = Math.min(Builds.FLUSHED, data.size());
        BuildCost index = engine.build(vectors, folder, flushed, run.progress(format.name()));
        run.bars().report("merge " + format.name(), 0, 1);
        cost = index.and(changing.merge(folder));
      } else {
        cost = engine.build(vectors, folder, segments, run.progress(format.name()));
      }
      return row.cost(cost, data.size()).with("index_bytes", Folders.bytes(folder));
    } finally {
      Cache.delete(folder);
    }
  }
}
