package org.learnedpartition.plugin;

import java.util.List;
import org.learnedpartition.codec.LearnedPartitionVectorsFormat;
import org.learnedpartition.search.ProbeParameters;
import org.opensearch.common.settings.Setting;
import org.opensearch.common.settings.Setting.Property;

/** The settings of an index under {@code index.learned_partition}. */
public final class IndexOptions {
  /**
   * Whether the index may have {@code learned_vector} fields; false unless set when the index is
   * made. An index takes its codecs from one plugin for its whole life, so this must be said before
   * there is a mapping, as {@code index.knn} is for the k-NN plugin.
   */
  public static final Setting<Boolean> ENABLED =
      Setting.boolSetting(
          "index.learned_partition",
          false,
          Property.IndexScope,
          Property.Final,
          Property.UnmodifiableOnRestore);

  /**
   * Bins that a query probes when it does not say: 1 … {@value ProbeParameters#MAX_PROBES}, or 0,
   * the default, to leave it to the field and then to the model's calibration.
   */
  public static final Setting<Integer> PROBES =
      Setting.intSetting(
          "index.learned_partition.probes",
          0,
          0,
          ProbeParameters.MAX_PROBES,
          Property.IndexScope,
          Property.Dynamic);

  /**
   * Segments with fewer vectors of a field than this are written flat and scanned whole, ≥ 0; takes
   * effect at the next flush or merge.
   */
  public static final Setting<Integer> FLAT_THRESHOLD =
      Setting.intSetting(
          "index.learned_partition.flat_threshold",
          LearnedPartitionVectorsFormat.DEFAULT_FLAT_THRESHOLD,
          0,
          Property.IndexScope,
          Property.Dynamic);

  private IndexOptions() {}

  static List<Setting<?>> all() {
    return List.of(ENABLED, PROBES, FLAT_THRESHOLD);
  }
}
