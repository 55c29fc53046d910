package org.learnedpartition.sets;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.learnedpartition.cli.Execution;
import org.learnedpartition.cli.Interrupt;
import org.learnedpartition.cli.ProgressBars;
import org.learnedpartition.data.VectorSource;
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
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NAME",
      description = "The set to make; without it, the sets are listed.")
  private String name;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Folder of the sets (default: $LP_DATA, else data beside the launcher).")
  private Path dir;

  @Option(
      names = "--from",
      paramLabel = "DIR",
      description = "Folder of your own copy of mnist's image files.")
  private Path from;

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
      list(root);
      return 0;
    }
    boolean made = DataSet.isMade(root, name);
    try (Interrupt interrupt = Interrupt.ofThisThread()) {
      DataSet set = make(root, recipe());
      interrupt.finish(() -> tell(set, made));
    }
    return 0;
  }

  private DataSet make(Path root, Recipe recipe) throws IOException, InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    try (Workers workers =
            new Workers(threads == null ? Runtime.getRuntime().availableProcessors() : threads);
        ProgressBars bars = ProgressBars.on(err)) {
      SetMaker maker = new SetMaker(root, workers, bars, say(err, bars));
      if (!DataSet.isMade(root, recipe.name())) {
        return maker.make(recipe);
      }
      DataSet set = DataSet.open(root, recipe.name());
      maker.check(set);
      return set;
    }
  }

  private static Consumer<String> say(PrintWriter err, ProgressBars bars) {
    return line -> {
      bars.close();
      err.println(line);
    };
  }

  private Recipe recipe() {
    List<Recipe> all = DataSets.recipes(from);
    return all.stream()
        .filter(recipe -> recipe.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no data set ["
                        + name
                        + "]: there are "
                        + all.stream().map(Recipe::name).collect(Collectors.joining(", "))));
  }

  private void list(Path root) {
    PrintWriter out = spec.commandLine().getOut();
    out.println("in " + root + ":");
    for (Recipe recipe : DataSets.recipes(from)) {
      Card card = Card.of(recipe.name());
      out.printf(
          Locale.ROOT,
          "%-14s %-8s %-16s %-12s %s; %s%n",
          recipe.name(),
          DataSet.isMade(root, recipe.name()) ? "made" : "not made",
          card.size(),
          card.space(),
          card.from(),
          card.licence());
    }
  }

  private void tell(DataSet set, boolean made) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    try (VectorSource base = set.base()) {
      out.printf(
          Locale.ROOT,
          "%s in [%s]: %,d x %d, %s, queries %s; checksums agree%n",
          made ? "is there" : "made",
          set.folder(),
          base.count(),
          base.dimension(),
          set.description().space(),
          set.description().queries().keySet());
    }
  }
}
