package org.learnedpartition.method;

import java.util.List;
import org.learnedpartition.model.PartitionModel;

/**
 * A trained model and how it came about.
 *
 * @param plan that was made before
 * @param stages in the order in which they ran; the last kept one is the model
 * @param losses of the routers that were trained, in their order
 * @param examination of the model that was kept
 * @param account of time and memory
 * @param graphRecall recall of the neighbours that were trained on; 1 when they are exact
 * @param seconds all of training took
 */
public record TrainingResult(
    PartitionModel model,
    TrainingPlan plan,
    List<Stage> stages,
    List<Losses> losses,
    Examination examination,
    TrainingAccount account,
    double graphRecall,
    double seconds) {
  public TrainingResult {
    stages = List.copyOf(stages);
    losses = List.copyOf(losses);
  }
}
