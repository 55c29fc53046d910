package org.learnedpartition.bench.engine;

import io.github.jbellis.jvector.graph.GraphIndexBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.apache.lucene.codecs.lucene104.Lucene104HnswScalarQuantizedVectorsFormat;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues.ScalarEncoding;
import org.learnedpartition.codec.LearnedPartitionVectorsFormat;
import org.learnedpartition.model.PartitionModel;

/**
 * A kind of format with its parameters, before there is any data.
 *
 * <ul>
 *   <li>{@code learned_partition}: ours, with a partition model of any of the trainer's methods
 *   <li>{@code hnsw}: Lucene's graph over float vectors
 *   <li>{@code hnsw_quantized}: Lucene's graph over quantized vectors, candidates scored again from
 *       the float vectors
 *   <li>{@code flat}: all float vectors, one behind the other; exact
 *   <li>{@code flat_quantized}: all quantized vectors likewise, candidates scored again
 *   <li>{@code jvector}: JVector's graph, through its own interface
 * </ul>
 *
 * @param parameters of the index, defaults included
 * @param version of the code that writes the index
 * @param maker makes the engine
 * @param changing whether its engine is {@link Engine.Changing}
 * @param searchCheck throws if parameters of a search cannot be used
 */
public record EngineSource(
    SortedMap<String, Object> parameters,
    String version,
    Maker maker,
    boolean changing,
    SearchCheck searchCheck) {

  /** The kinds. */
  public static final List<String> KINDS =
      List.of("learned_partition", "hnsw", "hnsw_quantized", "flat", "flat_quantized", "jvector");

  /** Lucene gives a segment no graph below so many vectors: none ever gets one. */
  private static final int NO_GRAPH = Integer.MAX_VALUE;

  /** Corrections that Lucene keeps with each quantized vector. */
  private static final int CORRECTION_BYTES = 16;

  /** Makes an engine for vectors of one dimension. */
  @FunctionalInterface
  public interface Maker {
    /**
     * @param models trains what the format needs
     */
    Engine engine(int dimension, Models models) throws IOException, InterruptedException;
  }

  /** Gives partition models of the data set that is indexed. */
  @FunctionalInterface
  public interface Models {
    PartitionModel get(LearnedParameters parameters) throws IOException, InterruptedException;
  }

  /** Checks the parameters of a search. */
  @FunctionalInterface
  public interface SearchCheck {
    /**
     * @throws IllegalArgumentException if there is no such parameter, or it is out of range
     */
    void check(Map<String, Object> search);
  }

  /**
   * Reads the parameters of a format.
   *
   * @throws IllegalArgumentException if there is no such kind or parameter, or one is out of range
   */
  public static EngineSource of(String kind, Map<String, Object> given) {
    Parameters parameters = new Parameters("a format of kind [" + kind + "]", given);
    return switch (kind) {
      case "learned_partition" -> learned(parameters);
      case "hnsw" -> graph(parameters, false, true);
      case "hnsw_quantized" -> graph(parameters, true, true);
      case "flat" -> graph(parameters, false, false);
      case "flat_quantized" -> graph(parameters, true, false);
      case "jvector" -> jvector(parameters);
      default ->
          throw new IllegalArgumentException(
              "there is no kind of format [" + kind + "]: there are " + KINDS);
    };
  }

  private static EngineSource learned(Parameters parameters) {
    LearnedParameters learned = LearnedParameters.of(parameters);
    return new EngineSource(
        parameters.end(),
        CodeVersion.of(LearnedPartitionVectorsFormat.class),
        (dimension, models) -> {
          PartitionModel model = models.get(learned);
          return new LuceneEngine(
              new LearnedPartitionVectorsFormat(
                  (field, d, similarity) -> model,
                  learned.encoding(),
                  learned.flatThreshold(),
                  learned.spill()),
              new ProbeQueries(learned.rowBytes(dimension), (long) dimension * Float.BYTES));
        },
        true,
        ProbeQueries::probes);
  }

  private static EngineSource graph(Parameters parameters, boolean quantized, boolean graph) {
    int m = graph ? parameters.integer("m", 16, 2, 512) : 16;
    int beam = graph ? parameters.integer("beam_width", 100, 1, 3200) : 100;
    int bits = quantized ? parameters.oneOf("bits", 8, List.of(8, 7, 4, 2, 1)) : 0;
    SortedMap<String, Object> resolved = parameters.end();
    int threshold = graph ? Lucene99HnswVectorsFormat.HNSW_GRAPH_THRESHOLD : NO_GRAPH;
    String version = CodeVersion.of(Lucene99HnswVectorsFormat.class);
    if (!quantized) {
      return new EngineSource(
          resolved,
          version,
          (dimension, models) ->
              new LuceneEngine(
                  new Lucene99HnswVectorsFormat(m, beam, 1, null, threshold),
                  new GraphQueries((long) dimension * Float.BYTES, 0)),
          true,
          GraphQueries::candidates);
    }
    ScalarEncoding encoding =
        switch (bits) {
          case 8 -> ScalarEncoding.UNSIGNED_BYTE;
          case 7 -> ScalarEncoding.SEVEN_BIT;
          case 4 -> ScalarEncoding.PACKED_NIBBLE;
          case 2 -> ScalarEncoding.DIBIT_QUERY_NIBBLE;
          default -> ScalarEncoding.SINGLE_BIT_QUERY_NIBBLE;
        };
    return new EngineSource(
        resolved,
        version,
        (dimension, models) ->
            new LuceneEngine(
                new Lucene104HnswScalarQuantizedVectorsFormat(
                    encoding, m, beam, 1, null, threshold),
                new GraphQueries(
                    encoding.getDocPackedLength(encoding.getDiscreteDimensions(dimension))
                        + CORRECTION_BYTES,
                    (long) dimension * Float.BYTES)),
        true,
        GraphQueries::candidates);
  }

  private static EngineSource jvector(Parameters parameters) {
    JVectorParameters read = JVectorParameters.of(parameters);
    return new EngineSource(
        parameters.end(),
        CodeVersion.of(GraphIndexBuilder.class),
        (dimension, models) -> new JVectorEngine(read),
        false,
        GraphQueries::candidates);
  }
}
