package org.learnedpartition.tune;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.learnedpartition.method.BinChoice;
import org.learnedpartition.method.Method;
import org.learnedpartition.method.Parameter;
import org.learnedpartition.method.TrainingOptions;
import org.learnedpartition.model.Manifest;

/** What is tuned of a method: the parameters that it takes, and the bins unless they are given. */
final class SearchSpace {
  private static final String BINS = "bins";

  private final TrainingOptions usual;
  private final List<Dimension> dimensions;

  private SearchSpace(TrainingOptions usual, List<Dimension> dimensions) {
    this.usual = usual;
    this.dimensions = dimensions;
  }

  /**
   * @param usual what is not tuned is as there; its bins are tuned if they are 0
   * @param trained documents that a trial trains on
   * @param dimension of the documents
   */
  static SearchSpace of(TrainingOptions usual, int trained, int dimension) {
    List<Dimension> dimensions = new ArrayList<>();
    if (usual.bins() == 0) {
      int middle = BinChoice.of(trained, trained, dimension).bins();
      // Two vectors a bin are the least that a training takes.
      dimensions.add(
          Dimension.ordered(
              BINS,
              IntStream.of(middle / 4, middle / 2, middle, 2 * middle, 4 * middle)
                  .filter(bins -> bins >= 2 && bins <= Math.min(trained / 2, Manifest.MAX_BINS))
                  .boxed()
                  .toList()));
    }
    for (Parameter parameter : usual.method().parameters()) {
      if (parameter == Parameter.RELAXATION || parameter == Parameter.POTENTIAL) {
        // Several numbers each, which no command takes.
        continue;
      }
      dimensions.add(
          switch (parameter) {
            case ROUNDS -> ordered(parameter, IntStream.rangeClosed(least(usual), 6));
            case HIDDEN ->
                ordered(
                    parameter,
                    IntStream.of(0, 16, 32, 64, 128, 256, 512)
                        .filter(units -> units > 0 || !hiddenNeeded(usual.method())));
            case LABELS -> ordered(parameter, IntStream.of(1, 2, 3, 5, 7, 10, 15, 20, 30, 50));
            case CHOICES -> ordered(parameter, IntStream.of(1, 2, 3, 4, 6, 8));
            case CLUSTERS ->
                Dimension.choice(
                    parameter.label(),
                    Arrays.stream(Method.values())
                        .filter(each -> each.clusters() && usual.method().startsAt(each))
                        .map(Method::label)
                        .toList());
            case RELAXATION, POTENTIAL -> throw new AssertionError(parameter);
          });
    }
    if (dimensions.isEmpty()) {
      throw new IllegalArgumentException(
          "the method "
              + usual.method().label()
              + " takes no parameter, and [bins] are given: there is nothing to tune");
    }
    return new SearchSpace(usual, List.copyOf(dimensions));
  }

  private static boolean hiddenNeeded(Method method) {
    return method == Method.MLP || method == Method.MLP_SHORTLIST || method == Method.BLISS;
  }

  /** A method that trains its router in rounds only has at least one. */
  private static int least(TrainingOptions usual) {
    return usual.method() == Method.BLISS ? 1 : 0;
  }

  private static Dimension ordered(Parameter parameter, IntStream values) {
    return Dimension.ordered(parameter.label(), values.boxed().toList());
  }

  List<Dimension> dimensions() {
    return dimensions;
  }

  /** The values of a point, by name. */
  Map<String, String> values(List<Integer> places) {
    Map<String, String> values = new LinkedHashMap<>();
    for (int d = 0; d < dimensions.size(); d++) {
      values.put(dimensions.get(d).name(), dimensions.get(d).values().get(places.get(d)));
    }
    return values;
  }

  /** The places of the values of a point. */
  List<Integer> places(Map<String, String> values) {
    return dimensions.stream().map(d -> d.values().indexOf(values.get(d.name()))).toList();
  }

  /** Options with the values of a point. */
  TrainingOptions options(Map<String, String> values) {
    return usual.with(
        o ->
            values.forEach(
                (name, value) -> {
                  if (name.equals(BINS)) {
                    o.bins = Integer.parseInt(value);
                  } else {
                    set(o, name, value);
                  }
                }));
  }

  private static void set(TrainingOptions.Draft options, String name, String value) {
    Parameter parameter =
        Arrays.stream(Parameter.values())
            .filter(each -> each.label().equals(name))
            .findFirst()
            .orElseThrow();
    switch (parameter) {
      case ROUNDS -> options.rounds = Integer.parseInt(value);
      case HIDDEN -> options.hiddenUnits = Integer.parseInt(value);
      case LABELS -> options.labels = Integer.parseInt(value);
      case CHOICES -> options.choices = Integer.parseInt(value);
      case CLUSTERS -> options.clusters = Method.ofLabel(value);
      case RELAXATION, POTENTIAL -> throw new AssertionError(name);
    }
  }
}
