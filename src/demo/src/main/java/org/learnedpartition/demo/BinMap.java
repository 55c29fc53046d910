package org.learnedpartition.demo;

import java.util.Arrays;
import org.apache.lucene.util.VectorUtil;
import org.learnedpartition.model.PartitionModel;

/** Puts bins in a row such that neighbours in the row are alike, for the picture of the probes. */
final class BinMap {
  /** The work grows with the square of the bins: 4,096 take a second or two. */
  private static final int MAX_BINS = 4_096;

  private BinMap() {}

  /**
   * A place for each bin: from bin 0 always on to the nearest centre not yet placed.
   *
   * @return the place 0 … B-1 of each bin; a bin's own number if there are too many to order
   */
  static int[] places(PartitionModel model) {
    int bins = model.bins();
    int[] places = new int[bins];
    Arrays.setAll(places, i -> i);
    if (bins > MAX_BINS) {
      return places;
    }
    float[][] centres = new float[bins][model.dimension()];
    for (int bin = 0; bin < bins; bin++) {
      model.centres().get(bin * model.dimension(), centres[bin]);
    }
    boolean[] placed = new boolean[bins];
    int last = 0;
    for (int place = 0; place < bins; place++) {
      int nearest = -1;
      float least = Float.POSITIVE_INFINITY;
      for (int bin = 0; bin < bins; bin++) {
        if (!placed[bin]) {
          float distance = VectorUtil.squareDistance(centres[last], centres[bin]);
          if (nearest < 0 || distance < least) {
            nearest = bin;
            least = distance;
          }
        }
      }
      placed[nearest] = true;
      places[nearest] = place;
      last = nearest;
    }
    return places;
  }
}
