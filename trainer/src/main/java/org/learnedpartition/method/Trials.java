package org.learnedpartition.method;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.learnedpartition.cache.Cache;
import org.learnedpartition.data.Points;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.graph.Neighbours;
import org.learnedpartition.model.OpenModel;
import org.learnedpartition.model.Spill;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.report.Routing;

/**
 * Trains methods on one data set and measures them all alike: the model alone places every
 * document, unless it is to stay where learning put it, and ranks bins for every query, and every
 * true neighbour counts. Models are not written, but have the weights that they would be written
 * with.
 *
 * <p>A method that chooses by held-out documents holds some out of what it is given, as it does in
 * {@link Trainer}; the others train on all of it.
 *
 * <p>Memory: about five times the documents as float32.
 */
public final class Trials {
  private final TrialData data;
  private final Cache cache;
  private final Workers workers;
  private final Progress progress;
  private final Map<Choice, Ground> grounds = new EnumMap<>(Choice.class);
  private String groundsOf = "";
  private Learnt learnt;

  /**
   * @param progress told of stages by several threads
   */
  public Trials(TrialData data, Workers workers, Progress progress) {
    this(data, Cache.none(), workers, progress);
  }

  /**
   * @param cache keeps parts of trainings; figures do not depend on it
   * @param progress told of stages by several threads
   */
  public Trials(TrialData data, Cache cache, Workers workers, Progress progress) {
    this.data = data;
    this.cache = cache;
    this.workers = workers;
    this.progress = progress;
  }

  /** What a method may have seen of the documents. */
  public enum Seen {
    /** A random half: the others are new to the model, as in an index that grows. */
    HALF,
    /** All that is indexed. */
    ALL
  }

  /**
   * What was measured.
   *
   * @param routing its candidates are shares of the rows
   * @param sizes rows of each bin, second ones included
   * @param documents in the index
   * @param routerMacs multiply-adds of routing a query
   * @param seconds of training, those of parts that it shares with other methods included
   */
  public record Outcome(
      Routing routing, int[] sizes, int documents, long routerMacs, double seconds) {}

  /** Whether documents are held out of what is trained on. */
  private enum Choice {
    JUDGED,
    ALL_TRAINED
  }

  /**
   * What methods of one choice share.
   *
   * @param test all documents and the queries, in the space of training
   */
  private record Ground(Parts parts, Groundwork work, TrainingSet test) {}

  /** The model that was learnt last, from what, and in how many seconds. */
  private record Learnt(
      Seen seen, TrainingOptions options, TrainingSet test, Model model, double seconds) {
    boolean of(Seen otherSeen, TrainingOptions otherOptions) {
      return seen == otherSeen && options.equals(otherOptions);
    }
  }

  /** Trains and measures an index of one row a document. */
  public Outcome run(Seen seen, TrainingOptions options) throws IOException, InterruptedException {
    return run(seen, options, Placement.MODEL, 0);
  }

  /**
   * Trains and measures. Trials of the same documents, seed and bins that follow each other share
   * what they can, the model too where all options are the same; outcomes do not depend on it. A
   * sample of the options is of the documents that the method may see.
   *
   * @param options of the data's similarity
   * @param placement {@link Placement#PARTITION} only where all documents are trained on
   * @param spill share of the documents that have second rows, 0 … 1; 0 where the model does not
   *     place them
   * @throws IllegalArgumentException if the documents do not allow it: too few for the bins, a zero
   *     vector with cosine
   */
  public Outcome run(Seen seen, TrainingOptions options, Placement placement, double spill)
      throws IOException, InterruptedException {
    boolean asLearnt = placement == Placement.PARTITION;
    if (asLearnt && (seen != Seen.ALL || options.method().chooses() || spill > 0)) {
      throw new IllegalArgumentException(
          "documents stay in their partition only where all are trained on, with one row each");
    }
    if (learnt == null || !learnt.of(seen, options)) {
      learnt = learn(seen, options);
    }
    HeldOut judge =
        new HeldOut(Parts.unkept(learnt.test()), new Neighbours(data.k(), data.truth()), workers);
    Model model = learnt.model();
    HeldOut.Verdict verdict;
    if (asLearnt) {
      int[] bin = asLearnt(model, options.seed());
      verdict = judge.judge(model.rounded(), bin, bin);
    } else if (spill == 0) {
      verdict = judge.judge(model.rounded());
    } else {
      verdict = spilled(model, learnt.test(), judge, options.seed(), spill);
    }
    return new Outcome(
        verdict.routing(), verdict.sizes(), data.documents(), model.cost(), learnt.seconds());
  }

  private Learnt learn(Seen seen, TrainingOptions options)
      throws IOException, InterruptedException {
    int bins = options.bins() == 0 ? bins() : options.bins();
    Learner learner = options.method().learner();
    Ground ground = ground(seen, options, bins, learner.chooses());
    Groundwork work = ground.work();
    work.account();
    double spent = work.spent();
    long start = cache.clock();
    HeldOut judge =
        learner.chooses()
            ? new HeldOut(ground.parts(), options.neighbours(), workers, progress)
            : null;
    Training training = new Training(ground.parts(), options, bins, judge, work, workers, progress);
    Model model = learner.learn(training);
    double own = (cache.clock() - start) / 1e9 - (work.spent() - spent);
    return new Learnt(seen, options, ground.test(), model, own + work.seconds());
  }

  /** The bin of each document of the base, where learning put it. */
  private int[] asLearnt(Model model, long seed) {
    int n = data.documents();
    if (model.bin().length != n) {
      throw new IllegalArgumentException(
          "documents stay in their partition only where all are trained on, not a [sample] of "
              + model.bin().length);
    }
    int[] place = TrainingSet.places(n, new SplittableRandom(seed));
    int[] bin = new int[n];
    for (int i = 0; i < n; i++) {
      bin[i] = model.bin()[place[i]];
    }
    return bin;
  }

  /**
   * Judges the index whose documents near their bin's border have second rows. It is that of the
   * partition model, but which loss is near is told by all documents: so as many as are asked for
   * have second rows, with every method.
   */
  private HeldOut.Verdict spilled(
      Model model, TrainingSet test, HeldOut judge, long seed, double spill)
      throws InterruptedException {
    Codebooks codebooks = new Codebooks(test, judge, seed, workers, progress);
    Assembly assembly = new Assembly(test, judge, codebooks, workers, progress);
    Graphs graphs = Graphs.of(model, test.space());
    int[] bin;
    try (OpenModel open = OpenModel.open(assembly.bare(graphs, data.k(), new TreeMap<>()))) {
      bin = assembly.place(open);
    }
    try (OpenModel open = OpenModel.open(assembly.placed(graphs, bin, data.k(), new TreeMap<>()))) {
      SecondRows rows = SecondRows.of(test, open, workers, progress);
      List<Double> quantiles = rows.quantiles(0);
      int[] second =
          quantiles == null
              ? bin
              : rows.upTo(new Spill(quantiles, List.of(), List.of()).most(spill));
      return judge.judge(model.rounded(), bin, second);
    }
  }

  /** The same for all documents and for a half of them. */
  private int bins() {
    return BinChoice.of(data.documents(), data.documents(), data.dimension()).bins();
  }

  private Ground ground(Seen seen, TrainingOptions options, int bins, boolean judged)
      throws IOException, InterruptedException {
    String of = seen + " " + options.seed() + " " + bins + " " + options.sample();
    if (!of.equals(groundsOf)) {
      grounds.clear();
      learnt = null;
      groundsOf = of;
    }
    Choice choice = judged ? Choice.JUDGED : Choice.ALL_TRAINED;
    Ground ground = grounds.get(choice);
    if (ground == null) {
      float[] documents = seen == Seen.ALL ? data.base() : half(data, options.seed());
      VectorSource source = VectorSource.of(documents, data.dimension());
      VectorSource learn =
          data.learn().length == 0 ? null : VectorSource.of(data.learn(), data.dimension());
      TrainingSet loaded =
          judged
              ? TrainingSet.load(source, learn, options, progress)
              : TrainingSet.loadAll(source, learn, options, progress);
      TrainingSet set = loaded.indexing(data.documents());
      Parts parts = new Parts(set, cache, progress);
      Groundwork work = new Groundwork(parts, options, bins, workers, progress);
      ground = new Ground(parts, work, test(set));
      grounds.put(choice, ground);
    }
    return ground;
  }

  /** A random half of the documents, in their order. */
  static float[] half(TrialData data, long seed) {
    int n = data.documents();
    int d = data.dimension();
    SplittableRandom random = new SplittableRandom(seed);
    int left = n / 2;
    float[] half = new float[left * d];
    int to = 0;
    // Each document is chosen with the share of those that are still wanted.
    for (int i = 0; i < n; i++) {
      if (random.nextInt(n - i) < left) {
        System.arraycopy(data.base(), i * d, half, to, d);
        to += d;
        left--;
      }
    }
    return half;
  }

  private TrainingSet test(TrainingSet set) {
    int d = data.dimension();
    Points documents = set.space().prepare(data.base().clone(), data.documents());
    Points queries = set.space().prepare(data.queries().clone(), data.queries().length / d);
    Points none = new Points(new float[0], 0, d, new float[0]);
    return new TrainingSet(
        set.space(), documents, 0, queries, -1, none, set.fingerprint(), data.documents());
  }
}
