package org.learnedpartition.bench.engine;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Parameters as a benchmark gives them: checked, and completed by defaults. */
public final class Parameters {
  private final String owner;
  private final Map<String, Object> given;
  private final SortedMap<String, Object> resolved = new TreeMap<>();
  private final TreeSet<String> known = new TreeSet<>();

  /**
   * @param owner what the parameters are of, for messages: {@code format [hnsw]}
   */
  public Parameters(String owner, Map<String, Object> given) {
    this.owner = owner;
    this.given = given;
  }

  /**
   * A whole number.
   *
   * @throws IllegalArgumentException if it is no whole number from {@code min} to {@code max}
   */
  public int integer(String name, int usual, int min, int max) {
    known.add(name);
    Object value = given.getOrDefault(name, usual);
    if (!(value instanceof Integer number) || number < min || number > max) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "[%s] of %s must be a whole number between %d and %d, got %s",
              name,
              owner,
              min,
              max,
              value));
    }
    resolved.put(name, number);
    return number;
  }

  /**
   * A number, whole or not.
   *
   * @throws IllegalArgumentException if it is no number from {@code min} to {@code max}
   */
  public double number(String name, double usual, double min, double max) {
    known.add(name);
    Object value = given.getOrDefault(name, usual);
    if (!(value instanceof Number number)
        || !(number.doubleValue() >= min)
        || !(number.doubleValue() <= max)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "[%s] of %s must be a number between %s and %s, got %s",
              name,
              owner,
              min,
              max,
              value));
    }
    resolved.put(name, number.doubleValue());
    return number.doubleValue();
  }

  /**
   * One of some words or numbers.
   *
   * @throws IllegalArgumentException if it is none of them
   */
  public <T> T oneOf(String name, T usual, List<T> choices) {
    known.add(name);
    Object value = given.getOrDefault(name, usual);
    int index = choices.indexOf(value);
    if (index < 0) {
      throw new IllegalArgumentException(
          "[" + name + "] of " + owner + " must be one of " + choices + ", got " + value);
    }
    resolved.put(name, value);
    return choices.get(index);
  }

  /**
   * Ends the reading.
   *
   * @return all parameters with their values
   * @throws IllegalArgumentException if one was given that was not asked for; names those there are
   */
  public SortedMap<String, Object> end() {
    for (String name : given.keySet()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "there is no parameter ["
                + name
                + "] of "
                + owner
                + (known.isEmpty() ? ": it has none" : ": it has " + known));
      }
    }
    return resolved;
  }
}
