package org.learnedpartition.method;

import org.learnedpartition.data.VectorSource;

/**
 * What a training will do, known before it starts.
 *
 * @param bins of the model, and why so many
 * @param memory that it takes at most
 */
public record TrainingPlan(BinChoice bins, TrainingMemory memory) {
  /**
   * Plans a training.
   *
   * @param base the documents, or a sample of them; nothing is read
   */
  public static TrainingPlan of(VectorSource base, TrainingOptions options) {
    int sample = Math.min(base.count(), options.sample());
    int d = base.dimension();
    BinChoice bins =
        options.bins() == 0
            ? BinChoice.of(base.count(), sample, d)
            : BinChoice.asked(options.bins(), base.count(), d);
    Method method = options.method();
    int found = Math.max(options.labels(), options.neighbours());
    TrainingMemory memory =
        new TrainingMemory(
            Math.min(sample, VectorSource.MAX_VALUES / d),
            d,
            bins.bins(),
            method.takes(Parameter.HIDDEN) ? options.hiddenUnits() : 0,
            method.clusters() ? 0 : found,
            options.threads());
    return new TrainingPlan(bins, memory);
  }
}
