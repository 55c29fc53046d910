package org.learnedpartition.bench.jmh;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.learnedpartition.bench.engine.Engine;
import org.learnedpartition.bench.engine.EngineSource;
import org.learnedpartition.bench.engine.OpenIndex;
import org.learnedpartition.bench.engine.Vectors;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.parallel.Progress;

/**
 * An index in a folder for temporary files.
 *
 * @param engine that has built it
 * @param vectors that are in it
 */
record ScratchIndex(Engine engine, Vectors vectors, Path folder) {
  /**
   * Builds an index of a format, as the benchmarks of whole searches do.
   *
   * @param clusters give the vectors, and the model of the learned partition
   */
  static ScratchIndex build(String format, Clusters clusters, int rows, int segments)
      throws IOException, InterruptedException {
    // Small segments get postings, too.
    Map<String, Object> parameters =
        format.equals("learned_partition") ? Map.of("flat_threshold", 0) : Map.of();
    PartitionModel model = clusters.model(0);
    Vectors vectors = clusters.nextVectors(rows);
    Engine engine =
        EngineSource.of(format, parameters).maker().engine(vectors.dimension(), wanted -> model);
    ScratchIndex index = new ScratchIndex(engine, vectors, Files.createTempDirectory("lp-jmh"));
    try {
      engine.build(vectors, index.folder, segments, Progress.NONE);
    } catch (IOException | InterruptedException | RuntimeException e) {
      index.delete();
      throw e;
    }
    return index;
  }

  OpenIndex open() throws IOException {
    return engine.open(vectors, folder);
  }

  /** Copies the files to another folder. */
  ScratchIndex copy() throws IOException {
    Path to = Files.createTempDirectory("lp-jmh");
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    return new ScratchIndex(engine, vectors, to);
  }

  void delete() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
