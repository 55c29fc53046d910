package org.learnedpartition.bench.walk;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.learnedpartition.walk.SearchGraph;

/**
 * Draws the toy as an SVG: the digits where their first two principal components put them, larger
 * the more edges lead to them, and the edges that were kept, those to the hubs in colour.
 */
final class DigitsPicture {
  private static final int WIDTH = 780;
  private static final int HEIGHT = 620;
  private static final int BORDER = 40;

  /** The vertices that most edges lead to. */
  static final int HUBS = 10;

  private static final int ITERATIONS = 100;

  private DigitsPicture() {}

  static String svg(Digits digits) {
    SearchGraph graph = digits.learned().graph();
    int[] in = graph.inDegrees();
    int[] x = places(digits.pixels(), 0, WIDTH);
    int[] y = places(digits.pixels(), 1, HEIGHT);
    int least = hubDegree(in);
    StringBuilder plain = new StringBuilder();
    StringBuilder hubs = new StringBuilder();
    for (int u = 0; u < graph.vertices(); u++) {
      for (int e = graph.starts()[u]; e < graph.starts()[u + 1]; e++) {
        int v = graph.targets()[e];
        (in[v] >= least ? hubs : plain)
            .append('M')
            .append(x[u])
            .append(' ')
            .append(y[u])
            .append('L')
            .append(x[v])
            .append(' ')
            .append(y[v]);
      }
    }
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\""
                + " aria-label=\"The edges that were kept between a hundred digits\">%n",
            WIDTH,
            HEIGHT));
    line(svg, plain, "#8a8a8a", "0.3");
    line(svg, hubs, "#d55e00", "0.25");
    // The largest come first, so that they hide none of the others.
    IntStream.range(0, in.length)
        .boxed()
        .sorted(Comparator.comparingInt(v -> -in[v]))
        .forEach(v -> digit(svg, digits.pixels(), v, x[v], y[v], in[v], in[v] >= least));
    return svg.append("</svg>\n").toString();
  }

  /** Edges that lead to a hub at least. */
  static int hubDegree(int[] in) {
    int[] sorted = in.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length - HUBS];
  }

  private static void line(StringBuilder svg, StringBuilder path, String colour, String opacity) {
    svg.append("<path fill=\"none\" stroke=\"").append(colour).append("\" stroke-opacity=\"");
    svg.append(opacity).append("\" d=\"").append(path).append("\"/>\n");
  }

  private static void digit(
      StringBuilder svg, float[] pixels, int v, int x, int y, int in, boolean hub) {
    double size = 12 + 5 * Math.sqrt(in);
    svg.append(
        String.format(
            Locale.ROOT,
            "<image x=\"%.0f\" y=\"%.0f\" width=\"%.0f\" height=\"%.0f\" href=\"data:image/png;"
                + "base64,%s\"><title>%d edges lead here</title></image>%n",
            x - size / 2,
            y - size / 2,
            size,
            size,
            Base64.getEncoder().encodeToString(png(pixels, v)),
            in));
    if (hub) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<rect x=\"%.0f\" y=\"%.0f\" width=\"%.0f\" height=\"%.0f\" fill=\"none\""
                  + " stroke=\"#d55e00\" stroke-width=\"2\"/>%n",
              x - size / 2,
              y - size / 2,
              size,
              size));
    }
  }

  /** Dark ink on white. */
  private static byte[] png(float[] pixels, int v) {
    BufferedImage image = new BufferedImage(Digits.SIDE, Digits.SIDE, BufferedImage.TYPE_BYTE_GRAY);
    for (int p = 0; p < Digits.PIXELS; p++) {
      int shade = 255 - Math.clamp(Math.round(pixels[v * Digits.PIXELS + p]), 0, 255);
      image.getRaster().setSample(p % Digits.SIDE, p / Digits.SIDE, 0, shade);
    }
    try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      ImageIO.write(image, "png", out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("an image could not be written in memory", e);
    }
  }

  /** Where digits lie along a principal component, by rank, so that they spread evenly. */
  private static int[] places(float[] pixels, int component, int size) {
    double[] values = component(pixels, component);
    Integer[] order =
        IntStream.range(0, values.length)
            .boxed()
            .sorted(Comparator.comparingDouble(v -> values[v]))
            .toArray(Integer[]::new);
    int[] places = new int[values.length];
    for (int rank = 0; rank < order.length; rank++) {
      places[order[rank]] = BORDER + rank * (size - 2 * BORDER) / (order.length - 1);
    }
    return places;
  }

  /** The digits along a principal component, by power iteration. */
  private static double[] component(float[] pixels, int which) {
    int d = Digits.PIXELS;
    int n = pixels.length / d;
    double[][] rows = new double[n][d];
    for (int j = 0; j < d; j++) {
      double mean = 0;
      for (int i = 0; i < n; i++) {
        mean += pixels[i * d + j] / n;
      }
      for (int i = 0; i < n; i++) {
        rows[i][j] = pixels[i * d + j] - mean;
      }
    }
    double[] along = new double[n];
    for (int c = 0; c <= which; c++) {
      double[] axis = axis(rows);
      for (int i = 0; i < n; i++) {
        along[i] = dot(rows[i], axis);
        for (int j = 0; j < d; j++) {
          rows[i][j] -= along[i] * axis[j];
        }
      }
    }
    return along;
  }

  private static double[] axis(double[][] rows) {
    double[] axis = new SplittableRandom(1).doubles(rows[0].length).toArray();
    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
      double[] next = new double[axis.length];
      for (double[] row : rows) {
        double along = dot(row, axis);
        for (int j = 0; j < next.length; j++) {
          next[j] += along * row[j];
        }
      }
      double length = Math.sqrt(dot(next, next));
      for (int j = 0; j < next.length; j++) {
        axis[j] = length > 0 ? next[j] / length : 0;
      }
    }
    return axis;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }
}
