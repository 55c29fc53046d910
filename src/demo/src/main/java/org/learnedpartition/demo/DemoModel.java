package org.learnedpartition.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.learnedpartition.data.AtomicFile;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.method.Trainer;
import org.learnedpartition.method.TrainingOptions;
import org.learnedpartition.model.InvalidModelException;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.sets.text.Embedder;
import org.learnedpartition.sets.text.Sha256;

/**
 * The partition model of the demo, kept in the data folder as {@code model-KEY.partition}; KEY
 * begins the hash of what it was trained with.
 */
final class DemoModel {
  private static final TrainingOptions OPTIONS =
      TrainingOptions.of(Similarity.COSINE).with(o -> o.hiddenUnits = 0);

  private final Path data;
  private final StageLog log;

  DemoModel(Path data, StageLog log) {
    this.data = data;
    this.log = log;
  }

  /** The model for these vectors, trained now if it is not there yet. */
  PartitionModel get(DemoVectors vectors) throws IOException, InterruptedException {
    Path file = data.resolve("model-" + key(vectors) + ".partition");
    if (Files.exists(file)) {
      try {
        return PartitionModel.read(file);
      } catch (InvalidModelException e) {
        log.say(
            "train    the model kept in %s is not usable, training again: %s",
            file, e.getMessage());
      }
    }
    PartitionModel model = train(vectors);
    AtomicFile.write(file, model.file());
    return model;
  }

  /**
   * Bins of about 128 vectors: 6.9 % of the documents are scanned where bins of twice the size take
   * 9.8 %. A hidden layer was not kept here and takes a quarter of the time.
   */
  private static TrainingOptions options(DemoVectors vectors) {
    int documents = vectors.definitions().length / Embedder.DIMENSION;
    double doublings = Math.log(Math.max(16, documents / 128.0)) / Math.log(2);
    return OPTIONS.with(o -> o.bins = 1 << Math.round(doublings));
  }

  /** The number of threads makes no difference to the model. */
  private static String key(DemoVectors vectors) {
    String made =
        OPTIONS.method().version()
            + " "
            + options(vectors).with(o -> o.threads = 1)
            + " "
            + vectors.fingerprint();
    return new Sha256().add(made).hex().substring(0, 16);
  }

  private PartitionModel train(DemoVectors vectors) throws IOException, InterruptedException {
    try (VectorSource base = VectorSource.of(vectors.definitions(), Embedder.DIMENSION);
        VectorSource queries = VectorSource.of(vectors.trainingQueries(), Embedder.DIMENSION)) {
      return Trainer.train(base, queries, options(vectors), log.progress()).model();
    }
  }
}
