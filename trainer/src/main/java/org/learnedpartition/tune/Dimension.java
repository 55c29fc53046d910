package org.learnedpartition.tune;

import java.util.List;

/**
 * What a trial chooses one value of.
 *
 * @param name of the parameter
 * @param values from the least to the greatest, or in any order; at least one
 * @param ordered whether values that are near to each other in the list do alike
 */
record Dimension(String name, List<String> values, boolean ordered) {
  Dimension {
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("[" + name + "] needs at least one value");
    }
  }

  /** Whole numbers in rising order: their places count, not how far they lie apart. */
  static Dimension ordered(String name, List<Integer> values) {
    return new Dimension(name, values.stream().map(String::valueOf).toList(), true);
  }

  static Dimension choice(String name, List<String> values) {
    return new Dimension(name, values, false);
  }

  int size() {
    return values.size();
  }
}
