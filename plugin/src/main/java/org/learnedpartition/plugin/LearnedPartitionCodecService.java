package org.learnedpartition.plugin;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.codecs.FilterCodec;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.perfield.PerFieldKnnVectorsFormat;
import org.learnedpartition.codec.LearnedPartitionVectorsFormat;
import org.learnedpartition.codec.ModelSource;
import org.learnedpartition.plugin.mapper.LearnedVectorFieldType;
import org.learnedpartition.plugin.models.LoadedModels;
import org.opensearch.index.IndexSettings;
import org.opensearch.index.codec.CodecService;
import org.opensearch.index.codec.CodecServiceConfig;
import org.opensearch.index.mapper.MapperService;

/**
 * OpenSearch's codecs, whatever {@code index.codec} names, with one difference: {@code
 * learned_vector} fields are written in the learned partition format.
 *
 * <p>A codec keeps its own name. A segment stores the format of each vector field beside the
 * codec's name, and finds it again by the format's name alone, so segments need this plugin's
 * format to be read but no codec of this plugin.
 */
final class LearnedPartitionCodecService extends CodecService {
  private final IndexSettings settings;
  private final MapperService mapping;
  private final LoadedModels models;
  private final Map<String, Codec> codecs = new ConcurrentHashMap<>();
  private final Map<String, FieldFormat> formats = new ConcurrentHashMap<>();

  /** A field's format and the threshold that it was made with. */
  private record FieldFormat(int flatThreshold, LearnedPartitionVectorsFormat format) {}

  LearnedPartitionCodecService(CodecServiceConfig config, LoadedModels models) {
    super(
        config.getMapperService(),
        config.getIndexSettings(),
        config.getLogger(),
        config.getAdditionalCodecs());
    this.settings = config.getIndexSettings();
    this.mapping = config.getMapperService();
    this.models = models;
  }

  @Override
  public Codec codec(String name) {
    return codecs.computeIfAbsent(name, n -> withLearnedVectors(n, super.codec(n)));
  }

  private Codec withLearnedVectors(String name, Codec codec) {
    if (mapping == null) {
      return codec;
    }
    if (!(codec.knnVectorsFormat() instanceof PerFieldKnnVectorsFormat others)) {
      throw new IllegalArgumentException(
          "codec ["
              + name
              + "] has no vector formats by field, which ["
              + IndexOptions.ENABLED.getKey()
              + "] needs: choose another [index.codec]");
    }
    PerFieldKnnVectorsFormat vectors =
        new PerFieldKnnVectorsFormat() {
          @Override
          public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
            return mapping.fieldType(field) instanceof LearnedVectorFieldType
                ? format(field)
                : others.getKnnVectorsFormatForField(field);
          }
        };
    return new FilterCodec(codec.getName(), codec) {
      @Override
      public KnnVectorsFormat knnVectorsFormat() {
        return vectors;
      }
    };
  }

  /** One format for each field: the writers of a segment are told apart by their format. */
  private LearnedPartitionVectorsFormat format(String field) {
    int flatThreshold = settings.getValue(IndexOptions.FLAT_THRESHOLD);
    return formats.compute(
            field,
            (f, old) ->
                old != null && old.flatThreshold == flatThreshold
                    ? old
                    : new FieldFormat(
                        flatThreshold,
                        new LearnedPartitionVectorsFormat(
                            source(),
                            LearnedPartitionVectorsFormat.DEFAULT_ENCODING,
                            flatThreshold)))
        .format;
  }

  private ModelSource source() {
    return (field, dimension, similarity) ->
        mapping.fieldType(field) instanceof LearnedVectorFieldType type && type.model() != null
            ? models.modelFor(settings.getIndex(), type.model(), dimension, similarity)
            : null;
  }
}
