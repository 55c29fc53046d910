package org.learnedpartition.sets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

/**
 * One making of a set, in stages. A stage whose files are there, left by a making that was killed,
 * is not run again, unless one before it had to be.
 */
final class Making {
  /** Folder beside the sets. */
  static final String DOWNLOADS = "download";

  private final Path folder;
  private final Workers workers;
  private final Progress progress;
  private final Consumer<String> say;
  private boolean anew;

  /**
   * @param folder of the set; exists
   * @param say is told what a progress bar cannot tell
   */
  Making(Path folder, Workers workers, Progress progress, Consumer<String> say) {
    this.folder = folder;
    this.workers = workers;
    this.progress = progress;
    this.say = say;
  }

  /** A part of the work. */
  @FunctionalInterface
  interface Stage {
    /** Writes each of the stage's files whole or not at all. */
    void run() throws IOException, InterruptedException;
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /** Folder of all sets. */
  Path root() {
    return folder.toAbsolutePath().getParent();
  }

  /** Where downloads are kept, beside the sets. */
  Path downloads() throws IOException {
    return Files.createDirectories(folder.resolveSibling(DOWNLOADS));
  }

  int threads() {
    return workers.threads();
  }

  Progress progress() {
    return progress;
  }

  void say(String line) {
    say.accept(line);
  }

  void stage(List<String> files, Stage stage) throws IOException, InterruptedException {
    if (anew || !files.stream().allMatch(name -> Files.isRegularFile(file(name)))) {
      anew = true;
      stage.run();
    }
  }

  /**
   * The stage of exact neighbours, at most {@link GroundTruth#K} of them.
   *
   * @param name of the files, which end in {@code .ivecs} and {@code .dist.fvecs}
   */
  void truth(Similarity similarity, String base, String queries, String name)
      throws IOException, InterruptedException {
    String ids = name + ".ivecs";
    String distances = name + ".dist.fvecs";
    stage(
        List.of(ids, distances),
        () -> {
          try (VectorSource vectors = VectorSource.open(file(base));
              VectorSource asked = VectorSource.open(file(queries))) {
            GroundTruth.of(
                    similarity,
                    vectors,
                    vectors.count(),
                    asked,
                    Math.min(GroundTruth.K, vectors.count()),
                    workers,
                    (stage, done, total) -> progress.report(name, done, total))
                .write(file(ids), file(distances));
          }
        });
  }
}
