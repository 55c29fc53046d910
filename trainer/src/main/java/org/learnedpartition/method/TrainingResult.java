package org.learnedpartition.method;

import java.util.List;
import org.learnedpartition.model.PartitionModel;

/**
 * A trained model and how it came about.
 *
 * @param stages in the order in which they ran; the last kept one is the model
 * @param graphRecall recall of the neighbours that were trained on; 1 when they are exact
 * @param seconds all of training took
 */
public record TrainingResult(
    PartitionModel model, List<Stage> stages, double graphRecall, double seconds) {
  public TrainingResult {
    stages = List.copyOf(stages);
  }
}
