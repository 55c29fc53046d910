package org.learnedpartition.method;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The methods of training; the default is {@link #SELF_CONSISTENT}, the others are baselines. */
public enum Method {
  /** Plain k-means, spherical or not as the similarity asks for, bins ranked by their centres. */
  KMEANS("kmeans", 8, KMeans.USUAL),
  /** k-means by distance. */
  KMEANS_STANDARD("kmeans-standard", 4, KMeans.STANDARD),
  /** k-means by angle. */
  KMEANS_SPHERICAL("kmeans-spherical", 4, KMeans.SPHERICAL),
  /** Documents drawn at random as centres. */
  KMEANS_SHALLOW("kmeans-shallow", 4, KMeans.SHALLOW),
  /** k-means with bins of nearly one size, ranked by their centres. */
  BALANCED_KMEANS("balanced-kmeans", 8, new BalancedKMeans()),
  /** The graph of nearest neighbours, cut; bins ranked by the means of their documents. */
  GRAPH("graph", 2, new GraphCut()),
  /** Clusters with a linear router that learns to rank them. */
  LINEAR("linear", 9, new RankingRouter("linear", true), Parameter.LABELS, Parameter.CLUSTERS),
  /** Clusters with a router of one hidden layer that learns to rank them. */
  MLP(
      "mlp",
      4,
      new RankingRouter("mlp", false),
      Parameter.HIDDEN,
      Parameter.LABELS,
      Parameter.CLUSTERS),
  /** Clusters of nearly one size, ranked by their centres: those of a shortlist. */
  BALANCED_KMEANS_SHORTLIST(
      "balanced-kmeans-shortlist", 1, new WithShortlist(BALANCED_KMEANS.learner)),
  /** Clusters with a linear router that learns to rank them: those of a shortlist. */
  LINEAR_SHORTLIST(
      "linear-shortlist",
      1,
      new WithShortlist(LINEAR.learner),
      Parameter.LABELS,
      Parameter.CLUSTERS),
  /** Clusters with a router of one hidden layer that learns to rank them: those of a shortlist. */
  MLP_SHORTLIST(
      "mlp-shortlist",
      1,
      new WithShortlist(MLP.learner),
      Parameter.HIDDEN,
      Parameter.LABELS,
      Parameter.CLUSTERS),
  /** Iterative re-partitioning, balanced by choices. */
  BLISS(
      "bliss",
      4,
      new Bliss(),
      Parameter.ROUNDS,
      Parameter.HIDDEN,
      Parameter.LABELS,
      Parameter.CHOICES),
  /** A router that learns to rank the bins of a cut of the graph of nearest neighbours. */
  NEURAL_LSH("neural-lsh", 2, new NeuralLsh(), Parameter.HIDDEN, Parameter.LABELS),
  /** Partition and router refined in turn, under vetoes. */
  ALTERNATING(
      "alternating",
      5,
      new Alternating(),
      Parameter.ROUNDS,
      Parameter.HIDDEN,
      Parameter.LABELS,
      Parameter.CLUSTERS),
  /** A router trained on a relaxed cut of the graph of neighbours. */
  SOFT_RELAXATION(
      "soft-relaxation",
      2,
      new SoftRelaxation(),
      Parameter.HIDDEN,
      Parameter.LABELS,
      Parameter.RELAXATION),
  /** Clusters, ranked from where a query ends that climbs the potentials of their centres. */
  POTENTIAL("potential", 2, new PotentialRouter(), Parameter.CLUSTERS, Parameter.POTENTIAL),
  /** Partition and router learnt in turn; what does not pay is dropped. */
  SELF_CONSISTENT("self-consistent", 9, new SelfConsistent(), Parameter.ROUNDS, Parameter.HIDDEN);

  private final String label;
  // Raised when a change makes other models of the same data, options and seed.
  private final int revision;
  private final Learner learner;
  private final List<Parameter> parameters;

  Method(String label, int revision, Learner learner, Parameter... parameters) {
    this.label = label;
    this.revision = revision;
    this.learner = learner;
    this.parameters = List.of(parameters);
  }

  /** The name on the command line, such as {@code balanced-kmeans}. */
  public String label() {
    return label;
  }

  /**
   * The label with the revision: equal data, options, seed and version give the same model, such as
   * {@code self-consistent-1}.
   */
  public String version() {
    return label + "-" + revision;
  }

  /** What it takes. */
  public List<Parameter> parameters() {
    return parameters;
  }

  /** Whether its models can be written: an index has no evaluator of the others' routers. */
  public boolean writes() {
    return this != POTENTIAL;
  }

  public boolean takes(Parameter parameter) {
    return parameters.contains(parameter);
  }

  /** Whether it chooses by documents that it holds out of what it is given. */
  public boolean chooses() {
    return learner.chooses();
  }

  /** Whether it can start at another method's clusters, if it takes any. */
  public boolean startsAt(Method clusters) {
    return learner.startsAt(clusters.clusterer());
  }

  /** Whether it clusters, so that another method can learn to rank its bins. */
  public boolean clusters() {
    return learner instanceof Clusterer;
  }

  /**
   * The method of a label.
   *
   * @throws IllegalArgumentException if there is none; it lists the methods
   */
  public static Method ofLabel(String label) {
    for (Method method : values()) {
      if (method.label.equals(label)) {
        return method;
      }
    }
    throw new IllegalArgumentException(
        "[method] must be one of " + labels() + ", got [" + label + "]");
  }

  /** All labels, separated by commas. */
  public static String labels() {
    return labels(method -> true);
  }

  /** The labels of some methods, separated by commas. */
  static String labels(Predicate<Method> which) {
    return Arrays.stream(values())
        .filter(which)
        .map(Method::label)
        .collect(Collectors.joining(", "));
  }

  Learner learner() {
    return learner;
  }

  /** Of a method that {@link #clusters}. */
  Clusterer clusterer() {
    return (Clusterer) learner;
  }
}
