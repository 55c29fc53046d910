package org.learnedpartition.page;

import java.util.List;
import java.util.Locale;

/** Draws horizontal bars as an SVG element, with the page's colours, a name and a figure each. */
public final class Bars {
  private static final int WIDTH = 780;
  private static final int ROW = 24;
  private static final int NAMES = 230;
  private static final int FIGURES = 110;

  private Bars() {}

  /**
   * A bar.
   *
   * @param value its length, ≥ 0
   * @param figure what is written beside it
   */
  public record Bar(String name, double value, String figure) {
    public Bar {
      if (!(value >= 0)) {
        throw new IllegalArgumentException("bar [" + name + "] must not be negative, got " + value);
      }
    }
  }

  /**
   * @param title tells a reader who does not see the bars what they show; not drawn
   * @param bars at least one, from the top
   */
  public static String svg(String title, List<Bar> bars) {
    if (bars.isEmpty()) {
      throw new IllegalArgumentException("there are no bars of [" + title + "] to draw");
    }
    double longest = bars.stream().mapToDouble(Bar::value).max().orElseThrow();
    StringBuilder svg =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\""
                    + " aria-label=\"%s\" font-family=\"sans-serif\" font-size=\"13\">%n",
                WIDTH,
                ROW * bars.size(),
                HtmlPage.escape(title)));
    int top = 0;
    for (Bar bar : bars) {
      double room = WIDTH - NAMES - FIGURES;
      double length = longest == 0 ? 0 : room * bar.value() / longest;
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"var(--ink,#222)\">%s</text>%n"
                  + "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"#1f83c4\"/>%n"
                  + "<text x=\"%.1f\" y=\"%d\" fill=\"var(--ink,#222)\">%s</text>%n",
              NAMES - 8,
              top + 17,
              HtmlPage.escape(bar.name()),
              NAMES,
              top + 5,
              Math.max(length, 1),
              ROW - 8,
              NAMES + Math.max(length, 1) + 6,
              top + 17,
              HtmlPage.escape(bar.figure())));
      top += ROW;
    }
    return svg.append("</svg>").toString();
  }
}
