package org.learnedpartition.page;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.AxesChartStyler.TextAlignment;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Draws line charts as SVG elements that stand in a page, or alone. Text and grid take the page's
 * colours {@code --ink} and {@code --rule}, so that a chart is read on white and on black.
 */
public final class Charts {
  private static final int WIDTH = 780;
  private static final int HEIGHT = 420;
  private static final int MARKER = 6;

  // About what axes and legend leave.
  private static final int PLOT_WIDTH = 560;
  private static final int PLOT_HEIGHT = 350;

  /** Least pixels between marks. */
  private static final int X_SPACING = 70;

  private static final int Y_SPACING = 36;

  // Stand-ins for the page's colours, which Java does not know; unlike any of the palette.
  private static final Color INK = new Color(1, 2, 3);
  private static final Color RULE = new Color(3, 2, 1);
  private static final Color NONE = new Color(0, 0, 0, 0);

  private static final Pattern LONG_NUMBER = Pattern.compile("(\\d+\\.\\d{2})\\d+");
  private static final Pattern CLIP = Pattern.compile("clip(\\d+)");

  private Charts() {}

  /**
   * Draws a chart.
   *
   * @param title tells a reader who does not see the chart what it shows; not drawn
   * @param lines at least one
   * @param palette knows the lines' names
   * @return an {@code svg} element
   */
  public static String svg(String title, Axis x, Axis y, List<Line> lines, Palette palette) {
    if (lines.isEmpty()) {
      throw new IllegalArgumentException("the chart [" + title + "] has no lines to draw");
    }
    XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).build();
    chart.setXAxisTitle(x.title());
    chart.setYAxisTitle(y.title());
    style(chart.getStyler());
    Axis.Scale across = scale(x, lines.stream().map(Line::x));
    Axis.Scale up =
        scale(y, lines.stream().flatMap(line -> Stream.of(line.y(), line.low(), line.high())));
    for (Line line : lines) {
      add(chart, line, across, up, palette.look(line.name()));
    }
    chart.getStyler().setXAxisMin(across.from());
    chart.getStyler().setXAxisMax(across.to());
    chart.getStyler().setYAxisMin(up.from());
    chart.getStyler().setYAxisMax(up.to());
    chart.getStyler().setXAxisTickMarkSpacingHint(across.spacing(PLOT_WIDTH, X_SPACING));
    chart.getStyler().setYAxisTickMarkSpacingHint(up.spacing(PLOT_HEIGHT, Y_SPACING));
    chart.setCustomXAxisTickLabelsFormatter(across::label);
    chart.setCustomYAxisTickLabelsFormatter(up::label);
    return element(title, encode(chart));
  }

  private static void style(XYStyler styler) {
    styler.setChartBackgroundColor(NONE);
    styler.setPlotBackgroundColor(NONE);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(RULE);
    styler.setPlotGridLinesStroke(new BasicStroke(1));
    styler.setAxisTickMarksColor(RULE);
    styler.setAxisTickLabelsColor(INK);
    styler.setChartFontColor(INK);
    styler.setXAxisTitleColor(INK);
    styler.setYAxisTitleColor(INK);
    styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    styler.setLegendBackgroundColor(NONE);
    styler.setLegendBorderColor(NONE);
    styler.setLegendPosition(LegendPosition.OutsideE);
    styler.setChartTitleVisible(false);
    styler.setMarkerSize(MARKER);
    styler.setYAxisLabelAlignment(TextAlignment.Right);
  }

  private static void add(XYChart chart, Line line, Axis.Scale x, Axis.Scale y, Palette.Look look) {
    double[] places = places(x, line.x());
    XYSeries series = chart.addSeries(line.name(), places, places(y, line.y()));
    series.setLineColor(look.colour());
    series.setLineStyle(look.stroke());
    series.setMarker(look.marker());
    series.setMarkerColor(look.colour());
    if (line.low() == null) {
      return;
    }
    // Bars from the lowest to the highest: the library's own are as long above as below.
    double[] barX = new double[3 * places.length];
    double[] barY = new double[3 * places.length];
    for (int i = 0; i < places.length; i++) {
      barX[3 * i] = places[i];
      barX[3 * i + 1] = places[i];
      barX[3 * i + 2] = places[i];
      barY[3 * i] = y.place(line.low()[i]);
      barY[3 * i + 1] = y.place(line.high()[i]);
      barY[3 * i + 2] = Double.NaN;
    }
    XYSeries bars = chart.addSeries(line.name() + " from lowest to highest", barX, barY);
    bars.setLineColor(look.colour());
    bars.setLineStyle(new BasicStroke(1.2f));
    bars.setMarker(SeriesMarkers.NONE);
    bars.setShowInLegend(false);
  }

  private static double[] places(Axis.Scale axis, double[] values) {
    return Arrays.stream(values).map(axis::place).toArray();
  }

  private static Axis.Scale scale(Axis axis, Stream<double[]> values) {
    DoubleSummaryStatistics all =
        values.filter(Objects::nonNull).flatMapToDouble(Arrays::stream).summaryStatistics();
    return axis.scale(all.getMin(), all.getMax());
  }

  private static String encode(XYChart chart) {
    try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      VectorGraphicsEncoder.saveVectorGraphic(chart, out, VectorGraphicsFormat.SVG);
      return out.toString(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("a chart could not be drawn in memory", e);
    }
  }

  /** The element alone, smaller, with the page's colours, and names of its own for its parts. */
  private static String element(String title, String document) {
    String svg = document.substring(document.indexOf("<svg"));
    int head = svg.indexOf('>') + 1;
    String name = Integer.toHexString(svg.hashCode());
    svg =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "
            + WIDTH
            + " "
            + HEIGHT
            + "\" role=\"img\" aria-label=\""
            + HtmlPage.escape(title)
            + "\">"
            + svg.substring(head);
    svg = LONG_NUMBER.matcher(svg).replaceAll("$1");
    svg = CLIP.matcher(svg).replaceAll("clip$1-" + Matcher.quoteReplacement(name));
    return svg.replace("rgb(1,2,3)", "var(--ink,#222)")
        .replace("rgb(3,2,1)", "var(--rule,#ccc)")
        .replaceAll("\\n\\s*", "\n")
        .strip();
  }
}
