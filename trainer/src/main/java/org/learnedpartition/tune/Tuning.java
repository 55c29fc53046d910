package org.learnedpartition.tune;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.learnedpartition.method.Folds;
import org.learnedpartition.method.TrainingOptions;

/**
 * Tries settings of a method, each on folds of the documents, the next where the earlier ones make
 * it look best. What is in the folder already is not measured again.
 */
public final class Tuning {
  /** Share of the trials that are drawn evenly, before there is something to go by. */
  private static final double RANDOM = 0.25;

  private static final int LEAST_RANDOM = 4;
  private static final int MOST_RANDOM = 12;
  private static final int MOST_TRIALS = 10_000;

  private final TrialFiles files;
  private final Plan plan;

  /**
   * How to tune.
   *
   * @param trials 1 … 10,000
   * @param folds of the documents, 2 … 20
   */
  public record Plan(int trials, int folds) {
    public Plan {
      if (trials < 1 || trials > MOST_TRIALS) {
        throw new IllegalArgumentException(
            "[trials] must be between 1 and " + MOST_TRIALS + ", got " + trials);
      }
    }
  }

  /**
   * A setting that was tried on all folds.
   *
   * @param options to train with
   * @param summary in words
   */
  public record Best(TrainingOptions options, String summary) {}

  /**
   * @param out folder of the results; made if there is none
   */
  public Tuning(Path out, Plan plan) throws IOException {
    this.files = new TrialFiles(out);
    this.plan = plan;
  }

  /**
   * Runs what is missing; {@code trials.csv} and {@code tune.html} are written anew after each
   * trial.
   *
   * @param usual what is not tuned is as there; bins are tuned if they are 0
   * @param teller is told of each trial
   * @return the settings that were tried on all folds, best first
   * @throws InterruptedException if the calling thread was interrupted; what was measured is kept
   */
  public List<Best> run(Folds folds, TrainingOptions usual, Consumer<String> teller)
      throws IOException, InterruptedException {
    int trained = (int) ((long) folds.documents() * (plan.folds() - 1) / plan.folds());
    SearchSpace space = SearchSpace.of(usual, trained, folds.dimension());
    int first = Math.clamp((int) (RANDOM * plan.trials()), LEAST_RANDOM, MOST_RANDOM);
    Tpe tpe = new Tpe(space.dimensions(), first, usual.seed());
    String setting = setting(folds, usual, space);
    List<Trial> trials = new ArrayList<>();
    for (int number = 1; number <= plan.trials(); number++) {
      List<Integer> places =
          tpe.next(
              trials.stream()
                  .map(trial -> new Tpe.Tried(space.places(trial.values()), trial.cost()))
                  .toList());
      if (places == null) {
        teller.accept("all settings were tried");
        break;
      }
      Trial trial = files.find(number, setting);
      if (trial == null || !trial.values().equals(space.values(places))) {
        trial = new Trial(setting, number, space.values(places), List.of(), false);
      }
      boolean there = trial.over();
      trial = finish(trial, folds, space, trials);
      trials.add(trial);
      teller.accept(line(trial, plan.folds()) + (there ? ", there already" : ""));
      TrialTables tables = new TrialTables(usual, plan.folds(), space.dimensions(), trials);
      files.write("trials.csv", tables.csv());
      files.write("tune.html", tables.page(folds.documents()));
    }
    return trials.stream()
        .filter(trial -> !trial.stopped(plan.folds()))
        .sorted(Comparator.comparingDouble(Trial::cost))
        .map(trial -> new Best(space.options(trial.values()), line(trial, plan.folds())))
        .toList();
  }

  private Trial finish(Trial begun, Folds folds, SearchSpace space, List<Trial> earlier)
      throws IOException, InterruptedException {
    TrainingOptions options = space.options(begun.values());
    List<List<Double>> costs = earlier.stream().map(Trial::costs).toList();
    Trial trial = begun;
    while (!trial.over()) {
      List<Folds.Outcome> outcomes = new ArrayList<>(trial.folds());
      outcomes.add(folds.run(options, outcomes.size()));
      trial = new Trial(trial.setting(), trial.number(), trial.values(), outcomes, false);
      boolean over = outcomes.size() == plan.folds() || MedianRule.ends(trial.costs(), costs);
      trial = new Trial(trial.setting(), trial.number(), trial.values(), outcomes, over);
      files.keep(trial);
    }
    return trial;
  }

  /** All that the figures of a trial depend on, besides its values. */
  private String setting(Folds folds, TrainingOptions usual, SearchSpace space) {
    return String.join(
        "; ",
        usual.method().version(),
        "options " + usual.with(o -> o.threads = 1),
        folds.fingerprint() + " " + folds.documents() + " x " + folds.dimension(),
        plan.folds() + " folds",
        space.dimensions().toString());
  }

  /** A trial in a line. */
  static String line(Trial trial, int folds) {
    return String.format(
        Locale.ROOT,
        "trial %d, %s: %.3f %% with routing, %.3f %% / %.3f %% candidates, %.1f s%s",
        trial.number(),
        words(trial.values()),
        100 * trial.cost(),
        100 * trial.candidates(),
        100 * trial.candidatesP95(),
        trial.seconds(),
        trial.stopped(folds) ? ", ended after fold " + trial.folds().size() : "");
  }

  private static String words(Map<String, String> values) {
    return values.entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .collect(Collectors.joining(", "));
  }
}
