package org.learnedpartition.tune;

import java.util.List;
import java.util.Map;
import org.learnedpartition.method.Folds;

/**
 * A trial, as far as it got.
 *
 * @param setting all that its figures depend on, besides the values
 * @param number from 1
 * @param values of the parameters, by name
 * @param folds what was measured, fold by fold
 * @param over whether no more folds follow
 */
record Trial(
    String setting,
    int number,
    Map<String, String> values,
    List<Folds.Outcome> folds,
    boolean over) {
  List<Double> costs() {
    return folds.stream().map(Folds.Outcome::cost).toList();
  }

  /** Mean over its folds. */
  double cost() {
    return MedianRule.mean(costs());
  }

  double candidates() {
    return MedianRule.mean(folds.stream().map(Folds.Outcome::candidates).toList());
  }

  double candidatesP95() {
    return MedianRule.mean(folds.stream().map(Folds.Outcome::candidatesP95).toList());
  }

  double seconds() {
    return folds.stream().mapToDouble(Folds.Outcome::seconds).sum();
  }

  /**
   * Whether it ended before its last fold.
   *
   * @param all folds that there are
   */
  boolean stopped(int all) {
    return over && folds.size() < all;
  }
}
