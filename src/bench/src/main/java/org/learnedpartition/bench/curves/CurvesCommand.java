package org.learnedpartition.bench.curves;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.learnedpartition.cli.Measuring;
import org.learnedpartition.cli.Models;
import org.learnedpartition.data.AtomicFile;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.report.Probing;
import org.learnedpartition.report.Routing.Measured;
import org.learnedpartition.sets.DataSet;
import org.learnedpartition.sets.DataSets;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lp bench curves}. */
@Command(
    name = "curves",
    description =
        "Places vectors with models, routes queries, and writes candidates.csv, curve.csv and"
            + " candidates.html: the candidates that each model needs for each recall. No index, no"
            + " times.",
    mixinStandardHelpOptions = true)
public final class CurvesCommand implements Callable<Integer> {
  private static final double TOLD = 0.95;

  @Spec private CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "MODEL", description = ".partition files.")
  private List<Path> files;

  @ArgGroup(multiplicity = "1")
  private Source source;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where the files go; those of an earlier call are replaced.")
  private Path out;

  @Mixin private Measuring measuring;

  /** A data set by its name, or files. */
  private static final class Source {
    @ArgGroup(exclusive = false)
    private Named named;

    @ArgGroup(exclusive = false)
    private Loose loose;
  }

  private static final class Named {
    @Option(
        names = "--set",
        required = true,
        paramLabel = "NAME",
        description = "A data set made by ./lp data.")
    private String set;

    @Option(
        names = "--queries-set",
        paramLabel = "NAME",
        defaultValue = DataSet.QUERY,
        description = "Which queries of the set (default: ${DEFAULT-VALUE}).")
    private String queries;

    @Option(
        names = "--data",
        paramLabel = "DIR",
        description = "Where data sets are (default: $LP_DATA, else data beside lp).")
    private Path data;
  }

  private static final class Loose {
    @Option(
        names = "--base",
        required = true,
        paramLabel = "FILE",
        description = "Vectors: .fvecs, .bvecs, .ivecs, .npy, or idx (-ubyte, .idx, also .gz).")
    private Path base;

    @Option(
        names = "--queries",
        required = true,
        paramLabel = "FILE",
        description = "Queries, in the same formats.")
    private Path queries;

    @Option(
        names = "--truth",
        paramLabel = "FILE.ivecs",
        description = "True neighbours of each query, nearest first (default: computed).")
    private Path truth;
  }

  /**
   * The files to measure on.
   *
   * @param similarity that models must be of, or null
   * @param truth or null
   */
  private record Data(String name, Similarity similarity, Path base, Path queries, Path truth) {}

  @Override
  public Integer call() throws Exception {
    Map<String, PartitionModel> models = models(files);
    Data data = data();
    checkSimilarity(models, data);
    Files.createDirectories(out);
    List<ModelCurve> curves = measure(models, data);
    write("candidates.csv", CurveTables.candidates(curves));
    write("curve.csv", CurveTables.probes(curves));
    write("candidates.html", CurvePage.html(data.name(), curves));
    tell(curves);
    return 0;
  }

  /** Models by file name, or by path where names are equal. */
  private static Map<String, PartitionModel> models(List<Path> files) throws IOException {
    Map<String, PartitionModel> models = new LinkedHashMap<>();
    for (Path file : files) {
      boolean unique = files.stream().filter(other -> stem(other).equals(stem(file))).count() == 1;
      String name = unique ? stem(file) : file.toString();
      if (models.containsKey(name)) {
        throw new IllegalArgumentException("the model [" + file + "] is named twice");
      }
      models.put(name, Models.read(file));
    }
    return models;
  }

  private static String stem(Path file) {
    return file.getFileName().toString().replaceFirst("\\.partition$", "");
  }

  private Data data() throws IOException {
    if (source.loose != null) {
      Loose loose = source.loose;
      String name = loose.base.getFileName() + ", " + loose.queries.getFileName();
      return new Data(name, null, loose.base, loose.queries, loose.truth);
    }
    Named named = source.named;
    DataSet set = DataSet.open(DataSets.root(named.data), named.set);
    DataSet.Queries asked = set.queries(named.queries);
    return new Data(
        set.name() + ", " + named.queries,
        set.similarity(),
        set.folder().resolve(set.description().base()),
        set.folder().resolve(asked.vectors()),
        asked.truth() == null ? null : set.folder().resolve(asked.truth()));
  }

  private static void checkSimilarity(Map<String, PartitionModel> models, Data data) {
    models.forEach(
        (name, model) -> {
          if (data.similarity() != null && model.similarity() != data.similarity()) {
            throw new IllegalArgumentException(
                String.format(
                    Locale.ROOT,
                    "the model [%s] is for %s, but the data set is of %s",
                    name,
                    model.similarity().space(),
                    data.similarity().space()));
          }
        });
  }

  private List<ModelCurve> measure(Map<String, PartitionModel> models, Data data)
      throws IOException, InterruptedException {
    List<String> names = List.copyOf(models.keySet());
    List<PartitionModel> measured = List.copyOf(models.values());
    List<ModelCurve> curves = new ArrayList<>();
    measuring.each(
        measured,
        // Partitions are compared, and what second rows add is another choice.
        0,
        data.base().toString(),
        data.queries().toString(),
        data.truth(),
        (m, evaluation) ->
            curves.add(ModelCurve.of(names.get(m), measured.get(m), evaluation, measuring.k())));
    return curves;
  }

  private void write(String name, String content) throws IOException {
    AtomicFile.write(out.resolve(name), ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
  }

  private void tell(List<ModelCurve> curves) {
    PrintWriter to = spec.commandLine().getOut();
    int width = curves.stream().mapToInt(curve -> curve.name().length()).max().orElseThrow();
    to.printf(
        Locale.ROOT,
        "Candidates at recall@%d %.2f, mean and 0.95-quantile:%n",
        curves.getFirst().k(),
        TOLD);
    to.printf(
        "  %-" + width + "s %6s %9s %9s %9s %9s %9s %9s %9s%n",
        "model",
        "bins",
        "probes",
        "mean",
        "p95",
        "by mass",
        "p95",
        "threshold",
        "p95");
    for (ModelCurve curve : curves) {
      Measured probes = curve.reach(Probing.FIXED, TOLD);
      Measured mass = curve.reach(Probing.MASS, TOLD);
      Measured threshold = curve.reach(Probing.THRESHOLD, TOLD);
      to.printf(
          Locale.ROOT,
          "  %-" + width + "s %6d %9.1f %7.2f %% %7.2f %% %7.2f %% %7.2f %% %7.2f %% %7.2f %%%n",
          curve.name(),
          curve.bins(),
          probes.probes(),
          100 * probes.candidates(),
          100 * probes.candidatesP95(),
          100 * mass.candidates(),
          100 * mass.candidatesP95(),
          100 * threshold.candidates(),
          100 * threshold.candidatesP95());
    }
    to.println("wrote candidates.csv, curve.csv and candidates.html in " + out);
  }
}
