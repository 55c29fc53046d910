package org.learnedpartition.trainpage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.learnedpartition.method.BinChoice;
import org.learnedpartition.method.Examination;
import org.learnedpartition.method.Stage;
import org.learnedpartition.method.TrainingOptions;
import org.learnedpartition.method.TrainingResult;
import org.learnedpartition.page.Numbers;

/** What to do next, as far as the figures of a training say it. */
final class Advice {
  /** A round that saves less of the cost than this is not worth another. */
  private static final double WORTH = 0.01;

  /** Bins larger than the mean by so much were not balanced. */
  private static final double IMBALANCE = 0.25;

  private static final double LEAST_GRAPH_RECALL = 0.9;
  private static final int LEAST_VECTORS_OF_A_BIN = 64;
  private static final int FEW_QUERIES = 1000;
  private static final double PROMISE = 0.015;

  private final TrainingResult result;
  private final TrainingOptions options;
  private final List<String> sentences = new ArrayList<>();

  private Advice(TrainingResult result, TrainingOptions options) {
    this.result = result;
    this.options = options;
  }

  /**
   * @return a sentence or two each; at least one
   */
  static List<String> of(TrainingResult result, TrainingOptions options) {
    Advice advice = new Advice(result, options);
    advice.rounds();
    advice.hidden();
    advice.bins();
    advice.balance();
    advice.data();
    advice.queries();
    if (advice.sentences.isEmpty()) {
      advice.sentences.add("Nothing stands out: store the model (lp upload) and index with it.");
    }
    return advice.sentences;
  }

  private void add(String format, Object... arguments) {
    sentences.add(String.format(Locale.ROOT, format, arguments));
  }

  private void rounds() {
    List<Stage> stages = result.stages();
    List<Stage> rounds = stages.stream().filter(s -> s.name().contains("round")).toList();
    if (rounds.isEmpty()) {
      return;
    }
    Stage last = rounds.getLast();
    int at = stages.indexOf(last);
    double before = at == 0 ? Double.POSITIVE_INFINITY : stages.get(at - 1).cost();
    if (last.cost() < (1 - WORTH) * before) {
      add(
          "The last round, %s, still lowered the cost by %s%s: more rounds may go on lowering it"
              + " (--rounds %d).",
          last.name(),
          Numbers.percent(1 - last.cost() / before),
          last.kept() ? "" : ", though it was not kept",
          Math.min(20, 2 * options.rounds()));
    } else if (rounds.stream().noneMatch(Stage::kept)) {
      add("No round was kept: without them (--rounds 0) training takes less time, for the same.");
    }
  }

  private void hidden() {
    List<Stage> deep = result.stages().stream().filter(s -> s.name().startsWith("mlp")).toList();
    if (deep.isEmpty() || deep.stream().anyMatch(Stage::kept)) {
      return;
    }
    List<Stage> kept = result.stages().stream().filter(Stage::kept).toList();
    double least = deep.stream().mapToDouble(Stage::candidates).min().orElseThrow();
    if (!kept.isEmpty() && least < kept.getLast().candidates()) {
      add(
          "The hidden layer saved candidates (%s, not %s) but cost more to route than that at %,d"
              + " vectors: it pays with more vectors; until then --hidden 0 trains faster.",
          Numbers.percent(least),
          Numbers.percent(kept.getLast().candidates()),
          result.account().vectors());
    } else if (!kept.isEmpty()) {
      add("The hidden layer saved no candidates: --hidden 0 trains faster, for the same.");
    }
  }

  private void bins() {
    BinChoice asked = result.plan().bins();
    int best = BinChoice.of(asked.vectors(), result.account().vectors(), asked.dimension()).bins();
    if (best > 2 * asked.bins() || 2 * best < asked.bins()) {
      add(
          "At this number of vectors queries are predicted to be fastest with %,d bins (%s µs, not"
              + " %s): give --bins %d, or leave it out.",
          best, micros(asked, best), micros(asked, asked.bins()), best);
    }
    int trained = Arrays.stream(result.examination().trained()).sum();
    if (trained < (long) LEAST_VECTORS_OF_A_BIN * asked.bins()) {
      add(
          "A bin was learnt from %,.0f vectors on average: with fewer than %d a router mostly learns"
              + " noise; train on more vectors (--sample), or make fewer bins.",
          (double) trained / asked.bins(), LEAST_VECTORS_OF_A_BIN);
    }
  }

  private static String micros(BinChoice of, int bins) {
    return Numbers.three(BinChoice.micros(of.vectors(), of.dimension(), bins));
  }

  private void balance() {
    Examination examination = result.examination();
    double trained = imbalance(examination.trained());
    if (trained > IMBALANCE) {
      add(
          "The largest bin is %s above the mean, so some queries scan much more than others. Many"
              + " equal vectors do that, and so do bins of very few vectors: look for duplicates,"
              + " or make fewer bins.",
          Numbers.percent(trained));
    }
    int[] heldOut = examination.heldOut();
    double mean = Arrays.stream(heldOut).average().orElse(0);
    int largest = Arrays.stream(heldOut).max().orElse(0);
    // Documents that fall by chance alone stay below this, trained imbalance aside.
    double chance = (1 + Math.max(trained, 0)) * mean;
    if (largest > chance + 6 * Math.sqrt(chance) + 3) {
      add(
          "Documents that were held out fill the bins less evenly than those trained on (largest"
              + " %,d, mean %s): the router fits its sample closely; train on more vectors.",
          largest, Numbers.three(mean));
    }
    long empty = Arrays.stream(examination.trained()).filter(size -> size == 0).count();
    if (empty > 0) {
      add("%,d bins are empty and cost a query only routing: make fewer bins.", empty);
    }
  }

  private static double imbalance(int[] sizes) {
    double mean = Arrays.stream(sizes).average().orElse(0);
    return mean == 0 ? 0 : Arrays.stream(sizes).max().orElse(0) / mean - 1;
  }

  private void data() {
    if (result.graphRecall() < LEAST_GRAPH_RECALL) {
      add(
          "Of the neighbours that were trained on only %s are true ones: the router learns the"
              + " others' bins, too. Vectors without near neighbours do that; look at the data.",
          Numbers.percent(result.graphRecall()));
    }
    long all = result.plan().bins().vectors();
    int read = result.account().vectors();
    if (read < all) {
      add(
          "Trained on %,d of %,d vectors: the others are placed by the model, as the held-out ones"
              + " were. A larger --sample learns more, in more time and memory.",
          read, all);
    }
  }

  private void queries() {
    Examination examination = result.examination();
    if (!result.account().realQueries()) {
      add(
          "The judges were vectors of the same kind. If queries are of another kind, such as"
              + " questions against passages, give a sample of them with --queries: else recall will"
              + " be lower than what is asked for.");
    } else if (examination.queries() < FEW_QUERIES) {
      add(
          "Only %,d queries judged and calibrated the model: the more are given with --queries, the"
              + " nearer recall comes to what is asked for.",
          examination.queries());
    }
    for (Examination.Promise promise : examination.promises()) {
      double off = Math.abs(promise.got() - promise.asked());
      if (promise.asked() >= 0.9 && off > PROMISE && off > 2 * promise.error()) {
        add(
            "Asked for recall %s, other queries got %s: the held-out queries are not of one kind,"
                + " or too few; give more with --queries.",
            Numbers.recall(promise.asked()), Numbers.recall(promise.got()));
        return;
      }
    }
  }
}
