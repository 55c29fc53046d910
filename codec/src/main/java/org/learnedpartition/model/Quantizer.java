package org.learnedpartition.model;

import java.nio.FloatBuffer;
import java.util.Objects;
import org.learnedpartition.vector.FloatRows;
import org.learnedpartition.vector.QueryTable;

/**
 * One encoding of one model: makes the codes of rows and estimates scores from them. Immutable,
 * safe for use by many threads.
 *
 * <p>Codes are of the residual to the centre of the row's bin, and depend on the vector, its bin
 * and the model alone: on every machine the same bytes. With u for a row's vector (of length 1 when
 * the similarity is cosine), q for the query (of length 1 unless it is L2), c for the centre of the
 * row's bin, m for the mean of the vectors in training (0 for inner product, where queries are not
 * of the rows' length), and r̂ for what the codes of u - c stand for, the <em>score</em> of a row,
 * greater is nearer, is
 *
 * <pre>
 * ⟨q, u⟩                                cosine and inner product
 * ⟨q - m, u - m⟩ - |u - m|²/2           L2: (|q - m|² - |q - u|²)/2
 * </pre>
 *
 * and its estimate, p = q - m being the {@linkplain #prepare prepared} query,
 *
 * <pre>
 * ⟨p, c⟩              {@linkplain #base of the bin}
 * + ⟨p, r̂⟩            looked up by code; less ⟨p, m⟩ when the similarity is L2
 * + constant          of the row: α⟨u - m, u - c - r̂⟩, and ⟨m, u⟩ or, for L2, -|u - m|²/2
 * </pre>
 *
 * An estimate falls short of the score by ⟨p - α(u - m), u - c - r̂⟩. The p of queries near u is in
 * part u - m itself: the error along it is known when the row is coded, and α, by least squares in
 * training, is the part. (RaBitQ, Gao and Long 2024, takes off the error along u by dividing by ⟨u,
 * û⟩ instead.)
 */
public final class Quantizer {
  private static final double ROUNDING = 0.1;

  private final Codebook codebook;
  private final ResidualCodes codes;
  private final Similarity similarity;
  private final FloatBuffer centres;
  // The same in the model's file.
  private final byte[] file;
  private final int centresOffset;
  private final double[] mean;

  /**
   * @param file has the centres
   * @param mean by {@link #mean}
   */
  Quantizer(Codebook codebook, Similarity similarity, ModelFile file, double[] mean) {
    this.codebook = codebook;
    this.codes =
        codebook.encoding() == Encoding.X4 ? new UniformCodes(codebook) : new GroupCodes(codebook);
    this.similarity = similarity;
    this.centres = file.view(ModelFile.CENTRES).asFloatBuffer();
    this.file = file.bytes();
    this.centresOffset = file.offset(ModelFile.CENTRES);
    this.mean = mean;
  }

  /**
   * The mean of the vectors that a model was trained on; zeros for inner product, where rows have
   * any length but queries that of 1.
   *
   * @param centres bins × dimension values, row-major
   */
  static double[] mean(FloatBuffer centres, Manifest manifest) {
    int dimension = manifest.dimension();
    int[] sizes = manifest.binSizes();
    double[] mean = new double[dimension];
    if (manifest.similarity() == Similarity.INNER_PRODUCT) {
      return mean;
    }
    float[] centre = new float[dimension];
    double total = 0;
    for (int bin = 0; bin < sizes.length; bin++) {
      centres.get(bin * dimension, centre);
      total += sizes[bin];
      for (int d = 0; d < dimension; d++) {
        mean[d] += (double) sizes[bin] * centre[d];
      }
    }
    for (int d = 0; d < dimension; d++) {
      mean[d] /= Math.max(1, total);
    }
    return mean;
  }

  public Encoding encoding() {
    return codebook.encoding();
  }

  /** What was learnt for it. */
  public Codebook codebook() {
    return codebook;
  }

  /** Codes of a row, as {@link Encoding#codes} counts them. */
  public int codes() {
    return encoding().codes(mean.length);
  }

  /** What a thread codes rows with. */
  public Encoder encoder() {
    return new Encoder();
  }

  /** Codes rows; fastest when rows of a bin follow each other. For one thread at a time. */
  public final class Encoder {
    private final int dimension = mean.length;
    private final float[] centre = new float[dimension];
    private final double[] unit = new double[dimension];
    private final double[] residual = new double[dimension];
    private final double[] decoded = new double[dimension];
    private int bin = -1;

    private Encoder() {}

    /**
     * Makes the codes of a row.
     *
     * @param vector as the user gave it, {@code dimension} finite values from {@code offset}; a
     *     zero vector is coded as it is, whatever the similarity
     * @param bin of the row
     * @param row receives {@link Quantizer#codes()} codes from {@code rowOffset}, one a byte, each
     *     below 16 unless the encoding is {@link Encoding#X4}
     * @return the row's constant; finite, cut off at ±1e30
     */
    public float encode(float[] vector, int offset, int bin, byte[] row, int rowOffset) {
      Objects.checkFromIndexSize(offset, dimension, vector.length);
      Objects.checkFromIndexSize(rowOffset, codes(), row.length);
      centreOf(bin);
      double factor = similarity == Similarity.COSINE ? scale(vector, offset) : 1;
      for (int d = 0; d < dimension; d++) {
        unit[d] = vector[offset + d] * factor;
        residual[d] = unit[d] - centre[d];
      }
      codes.encode(residual, row, rowOffset);
      codes.decode(row, rowOffset, decoded);
      double along = 0;
      double own = 0;
      for (int d = 0; d < dimension; d++) {
        double fromMean = unit[d] - mean[d];
        along += fromMean * (residual[d] - decoded[d]);
        own += similarity == Similarity.L2 ? fromMean * fromMean / -2 : mean[d] * unit[d];
      }
      return ResidualCodes.limited(codebook.alpha() * along + own);
    }

    /**
     * What codes stand for: the centre and the decoded residual.
     *
     * @param vector receives {@code dimension} values from {@code offset}
     */
    public void decode(int bin, byte[] row, int rowOffset, float[] vector, int offset) {
      centreOf(bin);
      codes.decode(row, rowOffset, decoded);
      for (int d = 0; d < dimension; d++) {
        vector[offset + d] = (float) (centre[d] + decoded[d]);
      }
    }

    private void centreOf(int bin) {
      if (bin != this.bin) {
        centres.get(Objects.checkIndex(bin, centres.limit() / dimension) * dimension, centre);
        this.bin = bin;
      }
    }
  }

  /** 1 / length, or 0 for a zero vector. */
  private double scale(float[] vector, int offset) {
    double squares = 0;
    for (int d = offset; d < offset + mean.length; d++) {
      squares += (double) vector[d] * vector[d];
    }
    return squares == 0 ? 0 : 1 / Math.sqrt(squares);
  }

  /**
   * The query as estimates take it: of length 1 unless the similarity is L2, less the mean.
   *
   * @param query as the user gave it, finite
   * @throws IllegalArgumentException if it has another dimension
   */
  public float[] prepare(float[] query) {
    if (query.length != mean.length) {
      throw new IllegalArgumentException(
          "query has dimension " + query.length + ", the model " + mean.length);
    }
    double factor = similarity == Similarity.L2 ? 1 : scale(query, 0);
    float[] prepared = new float[query.length];
    for (int d = 0; d < prepared.length; d++) {
      prepared[d] = ResidualCodes.limited(query[d] * factor - mean[d]);
    }
    return prepared;
  }

  /**
   * What the codes of rows are looked up in: gives all of an estimate but the {@link #base}.
   *
   * @param prepared by {@link #prepare}
   */
  public QueryTable table(float[] prepared) {
    return codes.table(prepared, own(prepared));
  }

  /** The part of an estimate that depends on nothing but the query. */
  private double own(float[] prepared) {
    double own = 0;
    for (int d = 0; similarity == Similarity.L2 && d < prepared.length; d++) {
      own -= prepared[d] * mean[d];
    }
    return own;
  }

  /**
   * The bin's part of an estimate.
   *
   * @param prepared by {@link #prepare}
   */
  public float base(float[] prepared, int bin) {
    Objects.checkIndex(bin, centres.limit() / mean.length);
    float base = FloatRows.dot(prepared, file, centresOffset + bin * mean.length * Float.BYTES);
    // Beyond single precision no bin is before another.
    return Float.isFinite(base) ? ResidualCodes.limited(base) : 0;
  }

  /**
   * The score that is estimated, from the vector itself.
   *
   * @param prepared by {@link #prepare}
   * @param vector as the user gave it, {@code dimension} values from {@code offset}
   */
  public float score(float[] prepared, float[] vector, int offset) {
    Objects.checkFromIndexSize(offset, mean.length, vector.length);
    double factor = similarity == Similarity.COSINE ? scale(vector, offset) : 1;
    double score = 0;
    for (int d = 0; d < mean.length; d++) {
      double u = vector[offset + d] * factor;
      double fromMean = u - mean[d];
      score +=
          similarity == Similarity.L2
              ? fromMean * (prepared[d] - fromMean / 2)
              : u * (prepared[d] + mean[d]);
    }
    return ResidualCodes.limited(score);
  }

  /**
   * What errors of estimates grow with. An error is ⟨p - α(u - m), e⟩, and e has no direction of
   * its own, so it is as long as p - α(u - m). For a row as far from the mean as the query that is
   * √((1 - α)²|p|² + α|q - u|²), and the score tells |q - u|. A tenth of |p| is added, as the sides
   * of a right angle are, for the rounding of tables, which is the same at all distances.
   *
   * @param prepared by {@link #prepare}
   * @param score of the row
   * @return ≥ 0; 1 for inner product, where a score tells no distance
   */
  public float spread(float[] prepared, float score) {
    return new Margin(1, prepared).of(score);
  }

  /**
   * How far below its score the estimate of a true neighbour may lie so that a share of them lies
   * within.
   *
   * @param recall the share, 0 … 1
   * @param prepared by {@link #prepare}
   */
  public Margin margin(double recall, float[] prepared) {
    return new Margin(codebook.margin(recall), prepared);
  }

  /** A query's margins, which grow with the distance. */
  public final class Margin {
    private final float unit;
    private final double fixed;
    private final double most;

    private Margin(float unit, float[] prepared) {
      double length = 0;
      for (float component : prepared) {
        length += (double) component * component;
      }
      double alpha = codebook.alpha();
      double across = (1 - alpha) * (1 - alpha) + ROUNDING * ROUNDING;
      this.unit = unit;
      this.fixed = across * length;
      this.most = similarity == Similarity.L2 ? length : 2;
    }

    /**
     * The margin at a score.
     *
     * @param score of the neighbour, or of one that is farther
     */
    public float of(float score) {
      if (similarity == Similarity.INNER_PRODUCT) {
        return unit;
      }
      double distance = Math.max(0, most - 2.0 * score);
      return ResidualCodes.limited(unit * Math.sqrt(fixed + codebook.alpha() * distance));
    }
  }
}
