package org.learnedpartition.method;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The methods of training; the default is {@link #SELF_CONSISTENT}, the others are baselines. */
public enum Method {
  /** Plain k-means, bins ranked by their centres. */
  KMEANS("kmeans", 5, new KMeans()),
  /** k-means with bins of nearly one size, ranked by their centres. */
  BALANCED_KMEANS("balanced-kmeans", 5, new BalancedKMeans()),
  /** Balanced k-means with a linear router that learns to rank its bins. */
  LINEAR("linear", 5, new LinearRouter()),
  /** Partition and router learnt in turn; what does not pay is dropped. */
  SELF_CONSISTENT("self-consistent", 5, new SelfConsistent());

  private final String label;
  // Raised when a change makes other models of the same data, options and seed.
  private final int revision;
  private final Learner learner;

  Method(String label, int revision, Learner learner) {
    this.label = label;
    this.revision = revision;
    this.learner = learner;
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
    return Arrays.stream(values()).map(Method::label).collect(Collectors.joining(", "));
  }

  Learner learner() {
    return learner;
  }
}
