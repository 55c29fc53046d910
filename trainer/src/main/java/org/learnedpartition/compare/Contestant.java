package org.learnedpartition.compare;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.learnedpartition.learn.Potential;
import org.learnedpartition.learn.Relaxation;
import org.learnedpartition.method.Method;
import org.learnedpartition.method.Parameter;
import org.learnedpartition.method.Placement;
import org.learnedpartition.method.TrainingOptions;

/**
 * A method with its parameters, as {@code lp train} takes them; those left out are as there. In
 * YAML the label of a method alone, or {@code {name: linear-top-1, method: linear, labels: 1}}.
 *
 * @param name in tables; the method's label if left out
 * @param method label of a {@link Method}
 * @param relaxation weights, such as {@code {balance: 0.1}}
 * @param potential such as {@code {steps: 2, beta: 10}}
 * @param sample most documents that it is trained on, evenly spread over what it may see
 * @param seeds if not those of the comparison
 * @param placement where documents lie, {@link Placement#MODEL} if left out
 * @param spill share of the documents that have second rows, 0 (if left out) … 1
 */
record Contestant(
    String name,
    String method,
    Integer rounds,
    Integer hidden,
    Integer labels,
    Integer choices,
    String clusters,
    Weights relaxation,
    Steps potential,
    Integer sample,
    List<Long> seeds,
    Placement placement,
    Double spill) {
  /** The weights of a relaxed cut; those left out are as usual. */
  record Weights(Double cut, Double balance, Double smoothness, Double entropy, Integer updates) {
    Relaxation of(Relaxation usual) {
      return new Relaxation(
          or(cut, usual.cut()),
          or(balance, usual.balance()),
          or(smoothness, usual.smoothness()),
          or(entropy, usual.entropy()),
          or(updates, usual.updates()));
    }
  }

  /** How a query climbs; what is left out is as usual. */
  record Steps(Integer steps, Double beta, Double rate) {
    Potential of(Potential usual) {
      return new Potential(
          or(steps, usual.steps()), or(beta, usual.beta()), or(rate, usual.rate()));
    }
  }

  private static <T> T or(T value, T usual) {
    return value == null ? usual : value;
  }

  @JsonCreator
  Contestant(
      @JsonProperty("name") String name,
      @JsonProperty("method") String method,
      @JsonProperty("rounds") Integer rounds,
      @JsonProperty("hidden") Integer hidden,
      @JsonProperty("labels") Integer labels,
      @JsonProperty("choices") Integer choices,
      @JsonProperty("clusters") String clusters,
      @JsonProperty("relaxation") Weights relaxation,
      @JsonProperty("potential") Steps potential,
      @JsonProperty("sample") Integer sample,
      @JsonProperty("seeds") List<Long> seeds,
      @JsonProperty("placement") Placement placement,
      @JsonProperty("spill") Double spill) {
    Method known = Method.ofLabel(method);
    this.name = name == null ? method : name;
    this.method = method;
    this.rounds = taken(known, Parameter.ROUNDS, rounds);
    this.hidden = taken(known, Parameter.HIDDEN, hidden);
    this.labels = taken(known, Parameter.LABELS, labels);
    this.choices = taken(known, Parameter.CHOICES, choices);
    this.clusters = taken(known, Parameter.CLUSTERS, clusters);
    this.relaxation = taken(known, Parameter.RELAXATION, relaxation);
    this.potential = taken(known, Parameter.POTENTIAL, potential);
    this.sample = sample;
    this.seeds = seeds == null ? null : List.copyOf(seeds);
    this.placement = placement == null ? Placement.MODEL : placement;
    this.spill = spill == null ? 0 : spill;
    if (!this.name.matches("[A-Za-z0-9._-]+")) {
      throw new IllegalArgumentException(
          "[name] must consist of letters, digits, '.', '_' and '-', got [" + this.name + "]");
    }
    if (seeds != null && seeds.isEmpty()) {
      throw new IllegalArgumentException("[seeds] of [" + this.name + "] holds no number");
    }
    if (!(this.spill >= 0 && this.spill <= 1)) {
      throw new IllegalArgumentException(
          "[spill] of ["
              + this.name
              + "] must be a share of the documents from 0 to 1, got "
              + spill);
    }
    if (this.placement == Placement.PARTITION
        && (known.chooses() || sample != null || this.spill > 0)) {
      throw new IllegalArgumentException(
          "[placement] of ["
              + this.name
              + "] can be partition only where all documents are trained on, with one row each: not"
              + " with a [sample], not with [spill], and not with the method self-consistent, which"
              + " holds documents out");
    }
  }

  @JsonCreator
  static Contestant of(String method) {
    return new Contestant(
        null, method, null, null, null, null, null, null, null, null, null, null, null);
  }

  private static <T> T taken(Method method, Parameter parameter, T value) {
    if (value != null && !method.takes(parameter)) {
      throw new IllegalArgumentException(
          "the method "
              + method.label()
              + " does not take ["
              + parameter.label()
              + "]: it takes "
              + method.parameters().stream().map(Parameter::label).toList());
    }
    return value;
  }

  /** Whether its documents can lie where they are to lie: unseen ones are in no partition. */
  boolean runsOn(Documents documents) {
    return placement == Placement.MODEL || documents == Documents.ALL;
  }

  /** The given options with this method and its parameters. */
  TrainingOptions options(TrainingOptions usual) {
    return usual.with(
        o -> {
          o.method = Method.ofLabel(method);
          o.rounds = rounds == null ? o.rounds : rounds;
          o.hiddenUnits = hidden == null ? o.hiddenUnits : hidden;
          o.labels = labels == null ? o.labels : labels;
          o.choices = choices == null ? o.choices : choices;
          o.sample = sample == null ? o.sample : sample;
          o.clusters = clusters == null ? o.clusters : Method.ofLabel(clusters);
          o.relaxation = relaxation == null ? o.relaxation : relaxation.of(o.relaxation);
          o.potential = potential == null ? o.potential : potential.of(o.potential);
        });
  }

  /** What the figures depend on besides data and seed. */
  static String describe(TrainingOptions options) {
    StringBuilder text = new StringBuilder(options.method().version());
    for (Parameter parameter : options.method().parameters()) {
      text.append(' ')
          .append(parameter.label())
          .append('=')
          .append(
              switch (parameter) {
                case ROUNDS -> options.rounds();
                case HIDDEN -> options.hiddenUnits();
                case LABELS -> options.labels();
                case CHOICES -> options.choices();
                case CLUSTERS -> options.clusters().version();
                case RELAXATION -> options.relaxation();
                case POTENTIAL -> options.potential();
              });
    }
    return text.toString();
  }
}
