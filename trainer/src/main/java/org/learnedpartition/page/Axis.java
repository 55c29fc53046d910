package org.learnedpartition.page;

/**
 * An axis of a chart.
 *
 * @param title with the unit
 * @param logarithmic whether equal distances are equal factors; values must then be positive
 */
public record Axis(String title, boolean logarithmic) {
  /** Doublings that a logarithmic axis shows at least, so that two of them are labelled. */
  private static final double LEAST = 2;

  /** An axis with equal distances. */
  public static Axis linear(String title) {
    return new Axis(title, false);
  }

  /** An axis with equal factors, labelled at doublings from a power of ten: 100, 200, 400. */
  public static Axis log(String title) {
    return new Axis(title, true);
  }

  /**
   * Where values are on an axis whose marks are at whole places.
   *
   * @param origin value at place 0; 0 if places are values
   * @param from place where the axis begins
   * @param to place where it ends, > from
   */
  record Scale(double origin, double from, double to) {
    double place(double value) {
      return origin == 0 ? value : Math.log(value / origin) / Math.log(2);
    }

    double value(double place) {
      return origin == 0 ? place : origin * Math.pow(2, place);
    }

    /** What stands at a mark: nothing between the doublings of a logarithmic axis. */
    String label(double place) {
      return origin != 0 && Math.abs(place - Math.rint(place)) > 1e-6
          ? " "
          : Numbers.plain(value(place));
    }

    /**
     * The distance of marks that is asked for.
     *
     * @param pixels of the whole axis
     * @param least pixels between marks
     */
    int spacing(int pixels, int least) {
      return origin == 0 ? least : (int) Math.max(least, pixels / (to - from));
    }
  }

  /** The scale that shows values from {@code min} to {@code max}. */
  Scale scale(double min, double max) {
    if (!logarithmic) {
      double room = max > min ? 0 : Math.max(Math.abs(max), 1) / 20;
      return new Scale(0, min - room, max + room);
    }
    if (!(min > 0)) {
      throw new IllegalArgumentException(
          "values on the logarithmic axis [" + title + "] must be above 0, got " + min);
    }
    double origin = Math.pow(10, Math.floor(Math.log10(min)));
    Scale whole = new Scale(origin, 0, 1);
    double from = Math.floor(whole.place(min));
    return new Scale(origin, from, Math.max(from + LEAST, Math.ceil(whole.place(max))));
  }
}
