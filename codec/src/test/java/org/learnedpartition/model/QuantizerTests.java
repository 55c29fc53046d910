package org.learnedpartition.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.learnedpartition.vector.BlockLayout;
import org.learnedpartition.vector.QueryTable;

class QuantizerTests {
  private static final int BINS = 5;

  /** Every encoding and similarity, in dimensions that groups divide and that they do not. */
  static Stream<Arguments> quantizers() {
    return Stream.of(1, 6, 7, 16, 101)
        .flatMap(d -> Stream.of(Similarity.values()).map(s -> TestModels.coded(d, BINS, s, d)))
        .flatMap(m -> m.encodings().stream().map(e -> Arguments.of(m, m.quantizer(e))))
        .filter(pair -> pair.get()[1] != null);
  }

  private static float[] gaussian(Random random, int dimension, float scale) {
    float[] vector = new float[dimension];
    for (int d = 0; d < dimension; d++) {
      vector[d] = scale * (float) random.nextGaussian();
    }
    return vector;
  }

  private static double[] unit(PartitionModel model, float[] vector, boolean query) {
    double squares = 0;
    for (float x : vector) {
      squares += (double) x * x;
    }
    boolean scaled =
        model.similarity() == Similarity.COSINE
            || query && model.similarity() == Similarity.INNER_PRODUCT;
    double factor = scaled ? 1 / Math.sqrt(squares) : 1;
    double[] unit = new double[vector.length];
    for (int d = 0; d < unit.length; d++) {
      unit[d] = factor * vector[d];
    }
    return unit;
  }

  private static double[] mean(PartitionModel model) {
    double[] mean = new double[model.dimension()];
    for (int i = 0; i < model.centres().limit(); i++) {
      // Test models have equally large bins.
      mean[i % mean.length] += (double) model.centres().get(i) / BINS;
    }
    return model.similarity() == Similarity.INNER_PRODUCT ? new double[mean.length] : mean;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double[] less(double[] a, double[] b) {
    double[] difference = a.clone();
    for (int i = 0; i < a.length; i++) {
      difference[i] -= b[i];
    }
    return difference;
  }

  private static double[] decoded(Quantizer quantizer, int bin, byte[] codes) {
    float[] vector = new float[quantizer.codebook().dimension()];
    quantizer.encoder().decode(bin, codes, 0, vector, 0);
    double[] wide = new double[vector.length];
    for (int d = 0; d < wide.length; d++) {
      wide[d] = vector[d];
    }
    return wide;
  }

  /** An estimate as a search makes it. */
  private static double estimate(
      Quantizer quantizer, float[] prepared, int bin, byte[] codes, float constant) {
    BlockLayout layout = new BlockLayout(codes.length, quantizer.encoding() != Encoding.X4);
    QueryTable table = quantizer.table(prepared);
    byte[] block = new byte[table.blockBytes()];
    layout.put(block, 0, 13, codes, constant);
    float[] scores = new float[QueryTable.BLOCK_ROWS];
    table.scan(block, 0, Float.NEGATIVE_INFINITY, scores);
    return (double) quantizer.base(prepared, bin) + scores[13];
  }

  /** What rounding may cost: tables of nibbles are rounded to 1/63 of the widest group's range. */
  private static double tolerance(Quantizer quantizer, float[] prepared) {
    if (quantizer.encoding() == Encoding.X4) {
      return 1e-4 * prepared.length;
    }
    float[] values = quantizer.codebook().values();
    int width = quantizer.encoding().width();
    double widest = 0;
    for (int from = 0; from < prepared.length; from += width) {
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (int j = 0; j < 16; j++) {
        double entry = 0;
        for (int d = from; d < Math.min(from + width, prepared.length); d++) {
          entry += prepared[d] * values[d * 16 + j];
        }
        low = Math.min(low, entry);
        high = Math.max(high, entry);
      }
      widest = Math.max(widest, high - low);
    }
    return 1e-4 * prepared.length + 0.5 * widest / 63 * quantizer.codes();
  }

  @ParameterizedTest
  @MethodSource("quantizers")
  void codesAreTheNearest(PartitionModel model, Quantizer quantizer) {
    int dimension = model.dimension();
    float[] values = quantizer.codebook().values();
    Random random = new Random(dimension);
    Quantizer.Encoder encoder = quantizer.encoder();
    byte[] codes = new byte[quantizer.codes()];
    for (int i = 0; i < 30; i++) {
      float[] vector = gaussian(random, dimension, 1.5f);
      int bin = random.nextInt(BINS);
      encoder.encode(vector, 0, bin, codes, 0);
      double[] u = unit(model, vector, false);
      for (int m = 0; m < codes.length; m++) {
        int width = Math.max(1, quantizer.encoding().width());
        int best = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int j = 0; j < (quantizer.encoding() == Encoding.X4 ? 256 : 16); j++) {
          double distance = 0;
          for (int d = m * width; d < Math.min((m + 1) * width, dimension); d++) {
            double residual = u[d] - model.centres().get(bin * dimension + d);
            double value =
                quantizer.encoding() == Encoding.X4
                    ? values[d] + (double) values[dimension + d] * j
                    : values[d * 16 + j];
            distance += (residual - value) * (residual - value);
          }
          if (distance < least) {
            least = distance;
            best = j;
          }
        }
        assertEquals(best, Byte.toUnsignedInt(codes[m]), "row " + i + ", code " + m);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("quantizers")
  void estimateFallsShortOfTheScoreByTheErrorAcrossTheVector(
      PartitionModel model, Quantizer quantizer) {
    Random random = new Random(model.dimension());
    byte[] codes = new byte[quantizer.codes()];
    double[] m = mean(model);
    for (int i = 0; i < 30; i++) {
      float[] vector = gaussian(random, model.dimension(), 1);
      float[] query = gaussian(random, model.dimension(), 1);
      int bin = random.nextInt(BINS);
      float constant = quantizer.encoder().encode(vector, 0, bin, codes, 0);
      float[] prepared = quantizer.prepare(query);
      double[] u = unit(model, vector, false);
      double[] p = less(unit(model, query, true), m);
      double[] fromMean = less(u, m);
      double score =
          model.similarity() == Similarity.L2
              ? dot(p, fromMean) - dot(fromMean, fromMean) / 2
              : dot(unit(model, query, true), u);
      assertEquals(score, quantizer.score(prepared, vector, 0), 1e-5 * model.dimension());
      double[] error = less(u, decoded(quantizer, bin, codes));
      double expected = score - dot(p, error) + 0.6f * dot(fromMean, error);
      assertEquals(
          expected,
          estimate(quantizer, prepared, bin, codes, constant),
          tolerance(quantizer, prepared),
          "row " + i);
    }
  }

  @ParameterizedTest
  @MethodSource("quantizers")
  void rowIsCodedTheSameWhateverWasCodedBeforeIt(PartitionModel model, Quantizer quantizer) {
    Random random = new Random(model.dimension());
    Quantizer.Encoder used = quantizer.encoder();
    int width = quantizer.codes();
    for (int i = 0; i < 30; i++) {
      float[] vectors = gaussian(random, 3 * model.dimension(), 2);
      int bin = random.nextInt(BINS);
      byte[] codes = new byte[width + 2];
      float constant = used.encode(vectors, model.dimension(), bin, codes, 1);
      byte[] fresh = new byte[width];
      float[] alone = Arrays.copyOfRange(vectors, model.dimension(), 2 * model.dimension());
      assertEquals(constant, quantizer.encoder().encode(alone, 0, bin, fresh, 0));
      assertArrayEquals(fresh, Arrays.copyOfRange(codes, 1, width + 1));
      assertEquals(0, codes[0] | codes[width + 1]);
    }
  }

  @ParameterizedTest
  @MethodSource("quantizers")
  void anyFiniteVectorIsCodedAndEstimatedFinitely(PartitionModel model, Quantizer quantizer) {
    int dimension = model.dimension();
    Quantizer.Encoder encoder = quantizer.encoder();
    byte[] codes = new byte[quantizer.codes()];
    for (float value : new float[] {0, Float.MIN_VALUE, 1e-20f, 1e20f, Float.MAX_VALUE}) {
      for (int sign = -1; sign <= 1; sign += 2) {
        float[] vector = new float[dimension];
        for (int d = 0; d < dimension; d++) {
          vector[d] = d % 3 == 0 ? -sign * value : sign * value;
        }
        float constant = encoder.encode(vector, 0, 1, codes, 0);
        assertTrue(Math.abs(constant) <= 1e30f, value + ": " + constant);
        if (quantizer.encoding() != Encoding.X4) {
          for (byte code : codes) {
            assertTrue(code >= 0 && code < 16, value + ": " + code);
          }
        }
        double estimate = estimate(quantizer, quantizer.prepare(vector), 1, codes, constant);
        assertTrue(Math.abs(estimate) < Float.MAX_VALUE, value + ": " + estimate);
      }
    }
  }

  @Test
  void cosineDoesNotDependOnLength() {
    PartitionModel model = TestModels.coded(12, BINS, Similarity.COSINE, 3);
    Random random = new Random(3);
    float[] vector = gaussian(random, 12, 1);
    float[] longer = vector.clone();
    for (int d = 0; d < 12; d++) {
      longer[d] *= 1024;
    }
    Quantizer quantizer = model.quantizer(Encoding.X16);
    byte[] one = new byte[6];
    byte[] other = new byte[6];
    assertEquals(
        quantizer.encoder().encode(vector, 0, 2, one, 0),
        quantizer.encoder().encode(longer, 0, 2, other, 0));
    assertArrayEquals(one, other);
    assertArrayEquals(quantizer.prepare(vector), quantizer.prepare(longer));
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void distantMeanCostsNoPrecision(Similarity similarity) {
    // L2 scores of vectors far from the origin differ by less than a float of their squares can
    // say.
    int dimension = 16;
    float offset = similarity == Similarity.L2 ? 3000 : 0;
    float[] centres = new float[BINS * dimension];
    Arrays.fill(centres, offset);
    PartitionModel plain = TestModels.linear(dimension, BINS, similarity, 4);
    PartitionModel model =
        PartitionModel.of(
            plain.manifest(),
            plain.routerOnnx(),
            null,
            centres,
            plain.calibration(),
            TestModels.codebooks(dimension, 4));
    Quantizer quantizer = model.quantizer(Encoding.X4);
    Random random = new Random(4);
    byte[] codes = new byte[dimension];
    for (int i = 0; i < 50; i++) {
      float[] vector = gaussian(random, dimension, 1);
      float[] query = gaussian(random, dimension, 1);
      for (int d = 0; d < dimension; d++) {
        vector[d] += offset;
        query[d] += offset;
      }
      double[] p = less(unit(model, query, true), mean(model));
      double[] u = unit(model, vector, false);
      double[] fromMean = less(u, mean(model));
      double score =
          similarity == Similarity.L2
              ? dot(p, fromMean) - dot(fromMean, fromMean) / 2
              : dot(unit(model, query, true), u);
      float constant = quantizer.encoder().encode(vector, 0, 0, codes, 0);
      double estimate = estimate(quantizer, quantizer.prepare(query), 0, codes, constant);
      assertEquals(score, estimate, 0.3, "row " + i);
    }
  }

  @Test
  void marginsAreInterpolated() {
    Codebook book = TestModels.codebooks(4, 1).getFirst();
    assertEquals(0, book.margin(0));
    assertEquals(0, book.margin(0.5));
    assertEquals(1 / 8f, book.margin(0.8), 1e-6);
    assertEquals(3.5f / 8, book.margin(0.965), 1e-6);
    assertEquals(1, book.margin(0.999), 1e-6);
    assertEquals(1, book.margin(1));
  }

  @ParameterizedTest
  @MethodSource("quantizers")
  void marginsGrowWithDistanceAndLengthOfTheErrorsFactor(
      PartitionModel model, Quantizer quantizer) {
    Random random = new Random(model.dimension());
    double[] m = mean(model);
    for (int i = 0; i < 30; i++) {
      float[] query = gaussian(random, model.dimension(), 1);
      double[] p = less(unit(model, query, true), m);
      double[] turned = p.clone();
      // A row as far from the mean as the query.
      turned[0] = -turned[0];
      float[] vector = new float[p.length];
      for (int d = 0; d < p.length; d++) {
        vector[d] = (float) (turned[d] + m[d]);
      }
      float[] prepared = quantizer.prepare(query);
      float score = quantizer.score(prepared, vector, 0);
      double squares = 0.01 * dot(p, p);
      for (int d = 0; d < p.length; d++) {
        squares += (p[d] - 0.6 * turned[d]) * (p[d] - 0.6 * turned[d]);
      }
      float spread = quantizer.spread(prepared, score);
      if (model.similarity() == Similarity.L2) {
        assertEquals(Math.sqrt(squares), spread, 1e-4 * Math.sqrt(squares), "query " + i);
      }
      assertTrue(quantizer.spread(prepared, score - 0.1f) >= spread);
      assertEquals(spread / 8, quantizer.margin(0.8, prepared).of(score), 1e-5 * spread);
    }
  }

  @Test
  void vectorsOfAnotherShapeAreRefused() {
    Quantizer quantizer = TestModels.coded(8, BINS, Similarity.L2, 1).quantizer(Encoding.X32);
    Quantizer.Encoder encoder = quantizer.encoder();
    byte[] codes = new byte[2];
    float[] vector = new float[8];
    assertThrows(IndexOutOfBoundsException.class, () -> encoder.encode(vector, 0, BINS, codes, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> encoder.encode(vector, 1, 0, codes, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> encoder.encode(vector, 0, 0, codes, 1));
    String said =
        assertThrows(IllegalArgumentException.class, () -> quantizer.prepare(new float[9]))
            .getMessage();
    assertTrue(said.contains("9") && said.contains("8"), said);
  }
}
