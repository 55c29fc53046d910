package org.learnedpartition.sets;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.learnedpartition.cli.Execution;
import org.learnedpartition.cli.Interrupt;
import org.learnedpartition.cli.ProgressBars;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Workers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code lp data}. Exit codes: 0 done, 2 input that cannot be used (one sentence on stderr), 130
 * interrupted.
 */
@Command(
    name = "lp data",
    description = "Makes a data set, or lists those that can be made.",
    mixinStandardHelpOptions = true)
public final class DataCommand implements Callable<Integer> {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}");

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NAME",
      description = "The set to make; without it, the sets are listed.")
  private String name;

  @Option(
      names = {"--dir", "--data"},
      paramLabel = "DIR",
      description = "Folder of the sets (default: $LP_DATA, else data beside the launcher).")
  private Path dir;

  @Option(
      names = "--from",
      paramLabel = "DIR",
      description = "Folder of your own copy of mnist's image files.")
  private Path from;

  @Option(
      names = "--hdf5",
      paramLabel = "FILE",
      description = "Import a file as ann-benchmarks has them, under the name NAME.")
  private Path hdf5;

  @Option(
      names = "--base",
      paramLabel = "FILE",
      description =
          "Import vectors, under the name NAME: .fvecs, .bvecs, .ivecs, .npy, idx (-ubyte, .idx,"
              + " also .gz), FILE.hdf5:TABLE or FILE.jsonl:FIELD.")
  private Path base;

  @Option(
      names = "--queries",
      paramLabel = "FILE",
      description = "Queries of --base, in the same formats.")
  private Path queries;

  @Option(
      names = "--truth",
      paramLabel = "FILE",
      description = "True neighbours of --queries, nearest first (default: computed).")
  private Path truth;

  @Option(
      names = "--space",
      paramLabel = "SPACE",
      description =
          "What is near in --base: l2, cosinesimil or innerproduct (for --hdf5, default: as the file"
              + " says).")
  private String space;

  @Option(names = "--threads", paramLabel = "N", description = "Threads (default: all processors).")
  private Integer threads;

  /** Runs the command line and exits with its code. */
  public static void main(String[] args) {
    System.exit(
        execute(args, new PrintWriter(System.out, true), new PrintWriter(System.err, true)));
  }

  /**
   * Runs the command line.
   *
   * @return the exit code
   */
  static int execute(String[] args, PrintWriter out, PrintWriter err) {
    return Execution.of(new DataCommand(), args, out, err);
  }

  @Override
  public Integer call() throws Exception {
    Path root = DataSets.root(dir);
    if (name == null) {
      if (Stream.of(hdf5, base, from, queries, truth, space).anyMatch(Objects::nonNull)) {
        throw new IllegalArgumentException("the name of the set is missing: ./lp data NAME ...");
      }
      list(root);
      return 0;
    }
    if (from != null && !name.equals(Mnist.NAME)) {
      throw new IllegalArgumentException(
          "[--from] is for " + Mnist.NAME + " alone, got [" + name + "]");
    }
    UserData own = own();
    boolean made = DataSet.isMade(root, name);
    try (Interrupt interrupt = Interrupt.ofThisThread()) {
      DataSet set = make(root, own);
      interrupt.finish(() -> tell(set, made));
    }
    return 0;
  }

  private DataSet make(Path root, UserData own) throws IOException, InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    try (Workers workers =
            new Workers(threads == null ? Runtime.getRuntime().availableProcessors() : threads);
        ProgressBars bars = ProgressBars.on(err)) {
      SetMaker maker = new SetMaker(root, workers, bars, say(err, bars));
      if (own != null) {
        return maker.make(name, own);
      }
      if (!DataSet.isMade(root, name)) {
        return maker.make(recipe());
      }
      DataSet set = DataSet.open(root, name);
      maker.check(set);
      return set;
    }
  }

  /** The user's own data; null if a known set is to be made. */
  private UserData own() throws IOException {
    if (hdf5 == null && base == null) {
      if (queries != null || truth != null || space != null) {
        throw new IllegalArgumentException(
            "[--queries], [--truth] and [--space] belong to [--base], which is missing");
      }
      if (!NAME.matcher(name).matches()) {
        throw unknown();
      }
      return null;
    }
    if (!NAME.matcher(name).matches() || name.equals(Making.DOWNLOADS)) {
      throw new IllegalArgumentException(
          "[" + name + "] cannot be the name of a set: expected letters, digits, . _ and -");
    }
    if (DataSets.recipes(from).stream().anyMatch(recipe -> recipe.name().equals(name))) {
      throw new IllegalArgumentException(
          "["
              + name
              + "] is the name of a set that is made without files of yours: choose another");
    }
    if (hdf5 != null) {
      if (base != null || queries != null || truth != null) {
        throw new IllegalArgumentException("[--hdf5] goes without --base, --queries and --truth");
      }
      return new Hdf5Data(hdf5, space);
    }
    if (queries == null || space == null) {
      throw new IllegalArgumentException(
          "[--base] needs --queries FILE and --space l2, cosinesimil or innerproduct");
    }
    return new UserFiles(Similarity.ofSpace(space), base, queries, truth);
  }

  private static Consumer<String> say(PrintWriter err, ProgressBars bars) {
    return line -> {
      bars.close();
      err.println(line);
    };
  }

  private Recipe recipe() {
    return DataSets.recipes(from).stream()
        .filter(recipe -> recipe.name().equals(name))
        .findFirst()
        .orElseThrow(this::unknown);
  }

  private IllegalArgumentException unknown() {
    return new IllegalArgumentException(
        "there is no data set ["
            + name
            + "]: there are "
            + DataSets.recipes(from).stream().map(Recipe::name).collect(Collectors.joining(", "))
            + "; your own files are imported with --hdf5 or --base");
  }

  private void list(Path root) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    out.println("in " + root + ":");
    for (Recipe recipe : DataSets.recipes(from)) {
      Card card = Card.of(recipe.name());
      out.printf(
          Locale.ROOT,
          "%-14s %-5s %-16s %-12s %s; %s%n",
          recipe.name(),
          DataSet.isMade(root, recipe.name()) ? "made" : "-",
          card.size(),
          card.space(),
          card.from(),
          card.licence());
    }
    for (String own : DataSets.imported(root)) {
      out.printf(Locale.ROOT, "%-14s made  imported%n", own);
    }
  }

  private void tell(DataSet set, boolean made) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    try (VectorSource base = set.base()) {
      out.printf(
          Locale.ROOT,
          "%s in [%s]: %,d x %d, %s, queries %s%s%n",
          made ? "is there" : "made",
          set.folder(),
          base.count(),
          base.dimension(),
          set.description().space(),
          set.description().queries().keySet(),
          made ? "; checksums agree" : "");
    }
  }
}
