package org.learnedpartition.method;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.learnedpartition.model.Manifest;
import org.learnedpartition.page.Numbers;

/**
 * How many bins, and why: of the powers of two whose predicted time of a query at a recall@10 of
 * 0.95 is within a twentieth of the least, the smallest. With more bins a query scans fewer rows,
 * until routing costs more than that saves; with fewer a router learns each from more vectors, and
 * runs of rows in small segments are longer.
 *
 * @param vectors of the index, ≥ 1
 * @param dimension of the vectors, ≥ 1
 * @param bins chosen or asked for, 2 … 65,536
 * @param chosen whether the model chose them
 */
public record BinChoice(long vectors, int dimension, int bins, boolean chosen) {
  private static final int LEAST_BINS = 16;

  /** Fewest vectors trained on, on average, that a bin is chosen for. */
  private static final int VECTORS_OF_A_BIN = 64;

  /** Share of the least time that a smaller number of bins may cost. */
  private static final double TOLERANCE = 0.05;

  /**
   * Rows that the default search scans, as a share of the vectors, at {@link #MEASURED_BINS} and
   * {@link #MEASURED_VECTORS}: between photosift (1.9 %) and glove (3.4 %).
   */
  private static final double SHARE = 0.026;

  private static final double MEASURED_BINS = 1024;
  private static final double MEASURED_VECTORS = 300_000;

  /** The share falls as a power of the bins. */
  private static final double BINS_EXPONENT = -0.4;

  /** Nearest neighbours lie nearer among more vectors, so the share falls with them, too. */
  private static final double VECTORS_EXPONENT = -0.2;

  /** Rows for each vector: half of them have a second one. */
  private static final double ROWS_OF_A_VECTOR = 1.5;

  public BinChoice {
    if (vectors < 1 || bins < 2 || bins > Manifest.MAX_BINS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a choice needs vectors and 2 to %d bins, got %d vectors and %d bins",
              Manifest.MAX_BINS,
              vectors,
              bins));
    }
  }

  /**
   * Chooses.
   *
   * @param trained vectors that bins are learnt from: 64 or more for a bin, unless that is too few
   *     for 16 bins
   */
  public static BinChoice of(long vectors, long trained, int dimension) {
    long most = Math.min(Manifest.MAX_BINS, trained / VECTORS_OF_A_BIN);
    int[] powers =
        IntStream.iterate(LEAST_BINS, bins -> bins == LEAST_BINS || bins <= most, bins -> 2 * bins)
            .toArray();
    double least =
        Arrays.stream(powers)
            .mapToDouble(bins -> micros(vectors, dimension, bins))
            .min()
            .orElseThrow();
    int best =
        Arrays.stream(powers)
            .filter(bins -> micros(vectors, dimension, bins) <= (1 + TOLERANCE) * least)
            .findFirst()
            .orElseThrow();
    return new BinChoice(vectors, dimension, best, true);
  }

  /** The bins that somebody asked for. */
  public static BinChoice asked(int bins, long vectors, int dimension) {
    return new BinChoice(vectors, dimension, bins, false);
  }

  /** Rows that a query scans, predicted. */
  public static double rows(long vectors, double bins) {
    double share =
        SHARE
            * Math.pow(bins / MEASURED_BINS, BINS_EXPONENT)
            * Math.pow(vectors / MEASURED_VECTORS, VECTORS_EXPONENT);
    return Math.min(share, ROWS_OF_A_VECTOR) * vectors;
  }

  /** Bins that a query probes, predicted. */
  public static double probes(long vectors, double bins) {
    return Math.max(1, rows(vectors, bins) / (ROWS_OF_A_VECTOR * vectors) * bins);
  }

  /** Processor time of a query, predicted, in µs, with a linear router. */
  public static double micros(long vectors, int dimension, int bins) {
    return new QueryCost(dimension)
        .micros((double) bins * dimension, probes(vectors, bins), rows(vectors, bins));
  }

  /** The choice and its reason, in a sentence. */
  public String sentence() {
    String start =
        String.format(
            Locale.ROOT,
            "%,d bins%s: at %,d vectors of dimension %d a query is predicted to take %s",
            bins,
            chosen ? "" : ", as asked for",
            vectors,
            dimension,
            time(bins));
    if (chosen) {
      return String.format(
          Locale.ROOT,
          "%s, with %,d %s and with %,d %s",
          start,
          bins / 2,
          time(bins / 2),
          2 * bins,
          time(2 * bins));
    }
    int best = of(vectors, vectors, dimension).bins();
    return best == bins
        ? start + ", and the model would choose no other"
        : String.format(Locale.ROOT, "%s, with %,d bins %s", start, best, time(best));
  }

  private String time(int of) {
    return Numbers.three(micros(vectors, dimension, of)) + " µs";
  }
}
