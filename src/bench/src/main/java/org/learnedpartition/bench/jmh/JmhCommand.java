package org.learnedpartition.bench.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lp bench jmh}. */
@Command(
    name = "jmh",
    description =
        "Measures kernels, router and merge by themselves, each in a JVM of its own; prints a"
            + " table.",
    mixinStandardHelpOptions = true)
public final class JmhCommand implements Callable<Integer> {
  private static final List<Class<?>> BENCHMARKS =
      List.of(
          DotProductBenchmark.class,
          BlockBenchmark.class,
          ScanBenchmark.class,
          RouterBenchmark.class,
          MergeBenchmark.class);

  private static final int FAILED = 1;

  /** JVMs that are forked get the flags of this one, so these only matter without {@code lp}. */
  private static final String[] FLAGS = {
    "--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"
  };

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "JMH-REGEX",
      defaultValue = ".*",
      description =
          "Which benchmarks to run, by a part of CLASS.METHOD: Router, Merge.merge (default: all).")
  private String pattern;

  @Option(
      names = "--quick",
      description =
          "One JVM, one warm-up and two measurements of half a second each: tells orders of"
              + " magnitude.")
  private boolean quick;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the results to FILE as JMH's JSON.")
  private Path json;

  @Override
  public Integer call() throws IOException {
    ChainedOptionsBuilder options = options(pattern).jvmArgsAppend(FLAGS);
    if (quick) {
      options.forks(1).warmupIterations(1).measurementIterations(2);
      options.warmupTime(TimeValue.milliseconds(500)).measurementTime(TimeValue.milliseconds(500));
    }
    if (json != null) {
      Path folder = json.toAbsolutePath().getParent();
      if (!Files.isDirectory(folder)) {
        throw new NotDirectoryException(folder.toString());
      }
      options.resultFormat(ResultFormatType.JSON).result(json.toString());
    }
    try {
      new Runner(options.build()).run();
      return 0;
    } catch (RunnerException e) {
      spec.commandLine().getErr().println("the benchmarks stopped: " + e.getMessage());
      return FAILED;
    }
  }

  /**
   * Options for the benchmarks that match.
   *
   * @throws IllegalArgumentException if it is no regular expression, or no benchmark matches; names
   *     those there are
   */
  static ChainedOptionsBuilder options(String pattern) {
    List<String> all = names();
    try {
      if (all.stream().noneMatch(Pattern.compile(pattern).asPredicate())) {
        throw new IllegalArgumentException(
            "no benchmark matches [" + pattern + "]: there are " + all);
      }
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "[" + pattern + "] is no regular expression: " + e.getDescription(), e);
    }
    return new OptionsBuilder().include(pattern).shouldFailOnError(true);
  }

  /** CLASS.METHOD of all benchmarks, sorted. */
  static List<String> names() {
    return BENCHMARKS.stream()
        .flatMap(
            type ->
                Arrays.stream(type.getMethods())
                    .filter(method -> method.isAnnotationPresent(Benchmark.class))
                    .map(method -> type.getSimpleName() + "." + method.getName()))
        .sorted()
        .toList();
  }
}
