package org.learnedpartition.plugin.mapper;

import java.util.Map;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.Query;
import org.learnedpartition.model.Similarity;
import org.opensearch.index.mapper.ArraySourceValueFetcher;
import org.opensearch.index.mapper.MappedFieldType;
import org.opensearch.index.mapper.TextSearchInfo;
import org.opensearch.index.mapper.ValueFetcher;
import org.opensearch.index.query.QueryShardContext;
import org.opensearch.index.query.QueryShardException;
import org.opensearch.search.lookup.SearchLookup;

/** A {@code learned_vector} field as searches and the codec see it. */
public final class LearnedVectorFieldType extends MappedFieldType {
  private final int dimension;
  private final Similarity similarity;
  private final ModelReference model;
  private final int probes;

  LearnedVectorFieldType(
      String name,
      int dimension,
      Similarity similarity,
      ModelReference model,
      int probes,
      Map<String, String> meta) {
    super(name, true, false, false, TextSearchInfo.NONE, meta);
    this.dimension = dimension;
    this.similarity = similarity;
    this.model = model;
    this.probes = probes;
  }

  /** Components of a vector, 1 … 16,000. */
  public int dimension() {
    return dimension;
  }

  public Similarity similarity() {
    return similarity;
  }

  /** The model that new segments are partitioned by, or null for none. */
  public ModelReference model() {
    return model;
  }

  /**
   * Bins that a query probes unless it or the index says otherwise; 0 for the calibrated number.
   */
  public int probes() {
    return probes;
  }

  /**
   * The function that Lucene scores with. Its scores are those of the k-NN plugin: 1 / (1 + d²) for
   * l2; (1 + cos) / 2 for cosinesimil; 1 + x, or 1 / (1 − x) for negative x, for innerproduct.
   */
  public VectorSimilarityFunction function() {
    return switch (similarity) {
      case L2 -> VectorSimilarityFunction.EUCLIDEAN;
      case COSINE -> VectorSimilarityFunction.DOT_PRODUCT;
      case INNER_PRODUCT -> VectorSimilarityFunction.MAXIMUM_INNER_PRODUCT;
    };
  }

  /**
   * A vector in the form that is indexed and searched with. For cosinesimil this is the unit vector
   * of the same direction, scored by its dot product: the score is the cosine's, and a scan is
   * spared two square roots and a division for each row. {@code _source} keeps what the user sent.
   *
   * @param vector checked by {@link VectorReader#check}; changed in place
   */
  public float[] indexed(float[] vector) {
    if (similarity == Similarity.COSINE) {
      double norm = VectorReader.norm(vector);
      for (int i = 0; i < vector.length; i++) {
        vector[i] = (float) (vector[i] / norm);
      }
    }
    return vector;
  }

  @Override
  public String typeName() {
    return LearnedVectorFieldMapper.CONTENT_TYPE;
  }

  @Override
  public ValueFetcher valueFetcher(QueryShardContext context, SearchLookup lookup, String format) {
    if (format != null) {
      throw new IllegalArgumentException(
          "[" + name() + "] of type [" + typeName() + "] has no formats, got [" + format + "]");
    }
    return new ArraySourceValueFetcher(name(), context) {
      @Override
      protected Object parseSourceValue(Object value) {
        return value;
      }
    };
  }

  @Override
  public Query existsQuery(QueryShardContext context) {
    return new FieldExistsQuery(name());
  }

  @Override
  public Query termQuery(Object value, QueryShardContext context) {
    throw new QueryShardException(
        context,
        "["
            + name()
            + "] is of type ["
            + typeName()
            + "], which has no terms: search it with [learned_knn]");
  }
}
