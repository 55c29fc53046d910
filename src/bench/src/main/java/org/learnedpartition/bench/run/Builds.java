package org.learnedpartition.bench.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.learnedpartition.bench.engine.BuildCost;
import org.learnedpartition.bench.engine.Engine;
import org.learnedpartition.bench.engine.EngineSource;
import org.learnedpartition.bench.engine.LearnedParameters;
import org.learnedpartition.bench.engine.Vectors;
import org.learnedpartition.bench.spec.Format;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.method.Trainer;
import org.learnedpartition.method.TrainingOptions;
import org.learnedpartition.model.InvalidModelException;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.parallel.Progress;
import tools.jackson.databind.json.JsonMapper;

/** Makes models and indexes, or finds those that were made before. */
final class Builds {
  /** Segments that are flushed when one is wanted: it is then merged from them. */
  static final int FLUSHED = 10;

  private static final String INDEX = "index";
  private static final String COST = "cost.json";
  private static final String MODEL = "model.partition";

  private final Cache cache;
  private final Progress progress;

  Builds(Path root, Progress progress) {
    this.cache = new Cache(root);
    this.progress = progress;
  }

  /**
   * An index that was made.
   *
   * @param folder its files, not to be changed
   * @param cost of the making, whenever that was
   */
  record Built(Engine engine, Path folder, BuildCost cost) {}

  /** The index of a sample in a format. */
  Built index(BenchData data, Format format, int segments)
      throws IOException, InterruptedException {
    EngineSource source = EngineSource.of(format.format(), format.parameters());
    AtomicReference<String> model = new AtomicReference<>();
    Engine engine =
        source
            .maker()
            .engine(
                data.dimension(),
                parameters -> {
                  PartitionModel made = model(data, parameters);
                  model.set(made.id());
                  return made;
                });
    Path made = folder(data, format, source, engine, model.get(), segments);
    BuildCost cost =
        new JsonMapper().readValue(Files.readAllBytes(made.resolve(COST)), BuildCost.class);
    return new Built(engine, made.resolve(INDEX), cost);
  }

  /** The engine of a format, its model trained if it needs one. */
  Engine engine(BenchData data, EngineSource source) throws IOException, InterruptedException {
    return source.maker().engine(data.dimension(), parameters -> model(data, parameters));
  }

  private Path folder(
      BenchData data, Format format, EngineSource source, Engine engine, String model, int segments)
      throws IOException, InterruptedException {
    SortedMap<String, Object> from = new TreeMap<>();
    from.put("data", data.fingerprint());
    from.put("format", format.format());
    from.put("parameters", source.parameters());
    from.put("version", source.version());
    from.put("segments", segments);
    if (model != null) {
      // An index holds its model.
      from.put("model", model);
    }
    return cache.get(
        "index",
        from,
        folder -> {
          Path index = Files.createDirectory(folder.resolve(INDEX));
          BuildCost cost;
          if (segments == 1
              && engine instanceof Engine.Changing changing
              && data.size() > FLUSHED) {
            Path flushed = folder(data, format, source, engine, model, FLUSHED);
            Cache.copy(flushed.resolve(INDEX), index);
            BuildCost before =
                new JsonMapper()
                    .readValue(Files.readAllBytes(flushed.resolve(COST)), BuildCost.class);
            progress.report("merge " + format.name(), 0, 1);
            BuildCost merge = changing.merge(index);
            cost = before.and(merge);
          } else {
            Progress named =
                (stage, done, total) -> progress.report(stage + " " + format.name(), done, total);
            try (Vectors vectors = data.vectors()) {
              cost = engine.build(vectors, index, segments, named);
            }
          }
          Files.write(folder.resolve(COST), new JsonMapper().writeValueAsBytes(cost));
        });
  }

  private PartitionModel model(BenchData data, LearnedParameters parameters)
      throws IOException, InterruptedException {
    TrainingOptions options = parameters.options(data.similarity(), data.seed());
    SortedMap<String, Object> from = new TreeMap<>();
    from.put("data", data.fingerprint());
    from.put("queries", parameters.queries());
    if (!parameters.queries().equals(LearnedParameters.NO_QUERIES)) {
      from.put("queries_sha256", data.sha256(data.set().queries(parameters.queries()).vectors()));
    }
    from.put("method", options.method().version());
    // The number of threads makes no difference to the model.
    from.put("options", options.with(o -> o.threads = 1).toString());
    Path folder =
        cache.get(
            "model",
            from,
            made -> {
              try (VectorSource base = new SampleSource(data.vectors());
                  VectorSource queries = queries(data, parameters.queries())) {
                PartitionModel model = Trainer.train(base, queries, options, progress).model();
                write(model, made.resolve(MODEL));
              }
            });
    try {
      return PartitionModel.read(folder.resolve(MODEL));
    } catch (InvalidModelException e) {
      throw new IOException(
          "the model kept in ["
              + folder
              + "] cannot be used: "
              + e.getMessage()
              + "; delete the folder and run again",
          e);
    }
  }

  private static VectorSource queries(BenchData data, String name) throws IOException {
    return name.equals(LearnedParameters.NO_QUERIES)
        ? null
        : VectorSource.open(data.set().folder().resolve(data.set().queries(name).vectors()));
  }

  private static void write(PartitionModel model, Path file) throws IOException {
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = model.file();
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    }
  }
}
