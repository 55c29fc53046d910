package org.learnedpartition.bench.engine;

import java.util.Arrays;
import java.util.List;
import org.learnedpartition.codec.LearnedPartitionVectorsFormat;
import org.learnedpartition.method.Method;
import org.learnedpartition.method.TrainingOptions;
import org.learnedpartition.model.Encoding;
import org.learnedpartition.model.Manifest;
import org.learnedpartition.model.Similarity;

/**
 * Parameters of the learned partition.
 *
 * @param method of training
 * @param bins of the model, 0 for as many as the trainer chooses
 * @param sample vectors that the model is trained on at most
 * @param rounds self-consistent rounds
 * @param hiddenUnits units of the hidden layer that is tried, 0 for none
 * @param queries name of the data set's queries that are trained on, or {@code none}
 * @param encoding of the rows that are scanned
 * @param flatThreshold fewest vectors of a segment that get postings
 * @param spill share of the vectors that may have a second row
 */
public record LearnedParameters(
    Method method,
    int bins,
    int sample,
    int rounds,
    int hiddenUnits,
    String queries,
    Encoding encoding,
    int flatThreshold,
    float spill) {
  /** No queries but held-out documents. */
  public static final String NO_QUERIES = "none";

  static LearnedParameters of(Parameters parameters) {
    TrainingOptions usual = TrainingOptions.of(Similarity.L2);
    return new LearnedParameters(
        Method.ofLabel(
            parameters.oneOf(
                "method",
                usual.method().label(),
                Arrays.stream(Method.values()).map(Method::label).toList())),
        parameters.integer("bins", usual.bins(), 0, Manifest.MAX_BINS),
        parameters.integer("sample", usual.sample(), 1000, 100_000_000),
        parameters.integer("rounds", usual.rounds(), 0, 20),
        parameters.integer("hidden", usual.hiddenUnits(), 0, 4096),
        parameters.oneOf("train_queries", NO_QUERIES, List.of(NO_QUERIES, "learn")),
        Encoding.ofLabel(
            parameters.oneOf(
                "encoding",
                LearnedPartitionVectorsFormat.DEFAULT_ENCODING.label(),
                Arrays.stream(Encoding.values()).map(Encoding::label).toList())),
        parameters.integer(
            "flat_threshold",
            LearnedPartitionVectorsFormat.DEFAULT_FLAT_THRESHOLD,
            0,
            Integer.MAX_VALUE),
        (float) parameters.number("spill", LearnedPartitionVectorsFormat.DEFAULT_SPILL, 0, 1));
  }

  /** Bytes of a row as it is scanned; the constant of a coded row is four of them. */
  double rowBytes(int dimension) {
    return switch (encoding) {
      case X1 -> dimension * Float.BYTES;
      case X4 -> dimension + Float.BYTES;
      default -> encoding.codes(dimension) / 2.0 + Float.BYTES;
    };
  }

  /** Options of the trainer. */
  public TrainingOptions options(Similarity similarity, long seed) {
    return TrainingOptions.of(similarity)
        .with(
            o -> {
              o.method = method;
              o.bins = bins;
              o.seed = seed;
              o.rounds = rounds;
              o.hiddenUnits = hiddenUnits;
              o.sample = sample;
            });
  }
}
