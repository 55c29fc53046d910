package org.learnedpartition.plugin.models;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.learnedpartition.codec.LearnedPartitionVectorsFormat;
import org.learnedpartition.model.Calibration;
import org.learnedpartition.model.Manifest;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.model.RecallCurves;
import org.learnedpartition.plugin.mapper.ModelReference;
import org.opensearch.core.common.io.stream.StreamInput;
import org.opensearch.core.common.io.stream.StreamOutput;
import org.opensearch.core.common.io.stream.Writeable;
import org.opensearch.core.xcontent.ToXContentFragment;
import org.opensearch.core.xcontent.XContentBuilder;

/**
 * What is told of a stored model, and what its metadata document holds.
 *
 * @param id the name that the user gave it
 * @param sha256 hash of the model's file, which is the model's own id
 * @param dimension components of a vector
 * @param spaceType {@code l2}, {@code cosinesimil} or {@code innerproduct}
 * @param bins number of bins
 * @param router kind of the router
 * @param sizeBytes length of the file
 * @param created milliseconds since the epoch
 * @param calibration {@code k}, {@code queries} and, under {@code probes_for_recall}, the probes
 *     that reached, with second rows as an index has them, 0.90, 0.95 and 0.99, as far as they were
 *     reached
 * @param provenance what the trainer says of the model's origin
 */
public record ModelDescription(
    String id,
    String sha256,
    int dimension,
    String spaceType,
    int bins,
    String router,
    long sizeBytes,
    long created,
    Map<String, Object> calibration,
    Map<String, Object> provenance)
    implements Writeable, ToXContentFragment {

  /** Neighbours that probes are told for. */
  private static final int K = 10;

  private static final double[] RECALLS = {0.90, 0.95, 0.99};

  static ModelDescription of(String id, PartitionModel model, long created) {
    Manifest manifest = model.manifest();
    return new ModelDescription(
        id,
        model.id(),
        manifest.dimension(),
        manifest.similarity().space(),
        manifest.bins(),
        manifest.router(),
        model.file().remaining(),
        created,
        summary(model.calibration(LearnedPartitionVectorsFormat.DEFAULT_SPILL)),
        new TreeMap<>(manifest.provenance()));
  }

  private static Map<String, Object> summary(Calibration calibration) {
    RecallCurves curves = calibration.of(K);
    double most = curves.ofProbes(calibration.probes().getLast().setting()).recall();
    Map<String, Object> probes = new TreeMap<>();
    for (double recall : RECALLS) {
      if (most >= recall) {
        probes.put(Double.toString(recall), curves.probesFor(recall));
      }
    }
    Map<String, Object> summary = new TreeMap<>();
    summary.put("k", K);
    summary.put("queries", calibration.queries());
    summary.put("probes_for_recall", probes);
    return summary;
  }

  ModelReference reference() {
    return new ModelReference(id, sha256);
  }

  /** Reads the document that {@link #toXContent} wrote. */
  @SuppressWarnings("unchecked")
  static ModelDescription of(Map<String, Object> source) {
    return new ModelDescription(
        (String) source.get("model_id"),
        (String) source.get("sha256"),
        ((Number) source.get("dimension")).intValue(),
        (String) source.get("space_type"),
        ((Number) source.get("bins")).intValue(),
        (String) source.get("router"),
        ((Number) source.get("size_bytes")).longValue(),
        ((Number) source.get("created")).longValue(),
        (Map<String, Object>) source.get("calibration"),
        (Map<String, Object>) source.get("provenance"));
  }

  ModelDescription(StreamInput in) throws IOException {
    this(
        in.readString(),
        in.readString(),
        in.readVInt(),
        in.readString(),
        in.readVInt(),
        in.readString(),
        in.readVLong(),
        in.readVLong(),
        in.readMap(),
        in.readMap());
  }

  @Override
  public void writeTo(StreamOutput out) throws IOException {
    out.writeString(id);
    out.writeString(sha256);
    out.writeVInt(dimension);
    out.writeString(spaceType);
    out.writeVInt(bins);
    out.writeString(router);
    out.writeVLong(sizeBytes);
    out.writeVLong(created);
    out.writeMap(calibration);
    out.writeMap(provenance);
  }

  @Override
  public XContentBuilder toXContent(XContentBuilder builder, Params params) throws IOException {
    return builder
        .field("model_id", id)
        .field("state", "created")
        .field("sha256", sha256)
        .field("dimension", dimension)
        .field("space_type", spaceType)
        .field("bins", bins)
        .field("router", router)
        .field("size_bytes", sizeBytes)
        .field("created", created)
        .field("calibration", calibration)
        .field("provenance", provenance);
  }
}
