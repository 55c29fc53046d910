package org.learnedpartition.plugin.query;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.learnedpartition.plugin.IndexOptions;
import org.learnedpartition.plugin.mapper.LearnedVectorFieldType;
import org.learnedpartition.plugin.mapper.VectorReader;
import org.learnedpartition.search.LearnedPartitionFloatQuery;
import org.learnedpartition.search.ProbeParameters;
import org.opensearch.core.common.io.stream.StreamInput;
import org.opensearch.core.common.io.stream.StreamOutput;
import org.opensearch.core.xcontent.XContentBuilder;
import org.opensearch.index.mapper.MappedFieldType;
import org.opensearch.index.query.AbstractQueryBuilder;
import org.opensearch.index.query.BoolQueryBuilder;
import org.opensearch.index.query.InnerHitContextBuilder;
import org.opensearch.index.query.MatchNoneQueryBuilder;
import org.opensearch.index.query.QueryBuilder;
import org.opensearch.index.query.QueryBuilderVisitor;
import org.opensearch.index.query.QueryRewriteContext;
import org.opensearch.index.query.QueryShardContext;
import org.opensearch.index.query.QueryShardException;
import org.opensearch.index.query.WithFieldName;

/**
 * The query {@code learned_knn}: in each shard, the k documents whose vectors are nearest.
 *
 * <p>How many bins are probed is decided by the first of these that says: {@code
 * method_parameters.nprobes} of the query, {@code index.learned_partition.probes}, {@code probes}
 * of the field, the calibration of each segment's model.
 */
public final class LearnedKnnQueryBuilder extends AbstractQueryBuilder<LearnedKnnQueryBuilder>
    implements WithFieldName {
  /** Name of the query, in requests and between nodes. */
  public static final String NAME = "learned_knn";

  /** Most hits of a shard, as in the k-NN plugin. */
  public static final int MAX_K = 10_000;

  private final String field;
  private final float[] vector;
  private final int k;
  private final QueryBuilder filter;
  private final Integer nprobes;
  private final boolean ignoreUnmapped;

  /**
   * @param field name of a {@code learned_vector} field
   * @param vector finite components; not copied
   * @param k hits of each shard, 1 … {@value #MAX_K}
   * @param filter which documents may be hits, or null for all
   * @param nprobes bins to probe, 1 … 65,536, where more than a model has means all of them; null
   *     to leave it to index, field and model
   * @param ignoreUnmapped whether an index without the field has no hits, instead of being an error
   * @throws IllegalArgumentException if a value is out of range
   */
  public LearnedKnnQueryBuilder(
      String field,
      float[] vector,
      int k,
      QueryBuilder filter,
      Integer nprobes,
      boolean ignoreUnmapped) {
    this.field = Objects.requireNonNull(field);
    this.vector = Objects.requireNonNull(vector);
    this.k = range("k", k, MAX_K);
    this.filter = filter;
    this.nprobes = nprobes == null ? null : range("nprobes", nprobes, ProbeParameters.MAX_PROBES);
    this.ignoreUnmapped = ignoreUnmapped;
  }

  /** Reads what {@link #doWriteTo} wrote. */
  public LearnedKnnQueryBuilder(StreamInput in) throws IOException {
    super(in);
    field = in.readString();
    vector = in.readFloatArray();
    k = in.readVInt();
    filter = in.readOptionalNamedWriteable(QueryBuilder.class);
    nprobes = in.readOptionalVInt();
    ignoreUnmapped = in.readBoolean();
  }

  @Override
  protected void doWriteTo(StreamOutput out) throws IOException {
    out.writeString(field);
    out.writeFloatArray(vector);
    out.writeVInt(k);
    out.writeOptionalNamedWriteable(filter);
    out.writeOptionalVInt(nprobes);
    out.writeBoolean(ignoreUnmapped);
  }

  static int range(String parameter, long value, int max) {
    if (value < 1 || value > max) {
      throw new IllegalArgumentException(
          "[" + NAME + "] requires [" + parameter + "] between 1 and " + max + ", got " + value);
    }
    return (int) value;
  }

  @Override
  public String fieldName() {
    return field;
  }

  @Override
  public String getWriteableName() {
    return NAME;
  }

  @Override
  protected void doXContent(XContentBuilder builder, Params params) throws IOException {
    builder.startObject(NAME);
    builder.startObject(field);
    builder.array(LearnedKnnQueryParser.VECTOR, vector);
    builder.field(LearnedKnnQueryParser.K, k);
    if (filter != null) {
      builder.field(LearnedKnnQueryParser.FILTER, filter);
    }
    if (nprobes != null) {
      builder.startObject(LearnedKnnQueryParser.METHOD_PARAMETERS);
      builder.field(LearnedKnnQueryParser.NPROBES, nprobes);
      builder.endObject();
    }
    if (ignoreUnmapped) {
      builder.field(LearnedKnnQueryParser.IGNORE_UNMAPPED, true);
    }
    printBoostAndQueryName(builder);
    builder.endObject();
    builder.endObject();
  }

  /** The same query with another filter. */
  private LearnedKnnQueryBuilder withFilter(QueryBuilder other) {
    return new LearnedKnnQueryBuilder(field, vector, k, other, nprobes, ignoreUnmapped)
        .boost(boost())
        .queryName(queryName());
  }

  /** Adds to the filter, so that k hits pass both; a filter outside would take hits away. */
  @Override
  public QueryBuilder filter(QueryBuilder added) {
    if (!validateFilterParams(added)) {
      return this;
    }
    return withFilter(filter == null ? added : new BoolQueryBuilder().filter(filter).filter(added));
  }

  @Override
  protected QueryBuilder doRewrite(QueryRewriteContext context) throws IOException {
    QueryBuilder rewritten = filter == null ? null : filter.rewrite(context);
    if (rewritten == filter) {
      return this;
    }
    return rewritten instanceof MatchNoneQueryBuilder ? rewritten : withFilter(rewritten);
  }

  @Override
  public void visit(QueryBuilderVisitor visitor) {
    visitor.accept(this);
    if (filter != null) {
      filter.visit(visitor.getChildVisitor(BooleanClause.Occur.FILTER));
    }
  }

  @Override
  protected void extractInnerHitBuilders(Map<String, InnerHitContextBuilder> innerHits) {
    if (filter != null) {
      InnerHitContextBuilder.extractInnerHits(filter, innerHits);
    }
  }

  @Override
  protected Query doToQuery(QueryShardContext context) throws IOException {
    MappedFieldType mapped = context.fieldMapper(field);
    if (mapped == null) {
      if (ignoreUnmapped) {
        return new MatchNoDocsQuery("[" + NAME + "] no field [" + field + "]");
      }
      throw new QueryShardException(context, "[" + NAME + "] found no field [" + field + "]");
    }
    if (!(mapped.unwrap() instanceof LearnedVectorFieldType type)) {
      throw new QueryShardException(
          context,
          "["
              + NAME
              + "] searches fields of type [learned_vector], but ["
              + field
              + "] is of type ["
              + mapped.typeName()
              + "]");
    }
    try {
      VectorReader.check(vector, field, type.dimension(), type.similarity());
    } catch (IllegalArgumentException e) {
      throw new QueryShardException(context, e.getMessage(), e);
    }
    if (nprobes == null) {
      // The request cache is not cleared when the index setting or the mapping changes.
      context.setIsCacheable(false);
    }
    return new LearnedPartitionFloatQuery(
        field,
        type.indexed(vector.clone()),
        k,
        filter == null ? null : filter.toQuery(context),
        new ProbeParameters(
            probes(nprobes, context.getIndexSettings().getValue(IndexOptions.PROBES), type)));
  }

  /** What of query, index and field says first how many bins to probe; 0 when none does. */
  static int probes(Integer ofQuery, int ofIndex, LearnedVectorFieldType type) {
    if (ofQuery != null) {
      return ofQuery;
    }
    return ofIndex != 0 ? ofIndex : type.probes();
  }

  @Override
  protected boolean doEquals(LearnedKnnQueryBuilder other) {
    return field.equals(other.field)
        && Arrays.equals(vector, other.vector)
        && k == other.k
        && Objects.equals(filter, other.filter)
        && Objects.equals(nprobes, other.nprobes)
        && ignoreUnmapped == other.ignoreUnmapped;
  }

  @Override
  protected int doHashCode() {
    return Objects.hash(field, Arrays.hashCode(vector), k, filter, nprobes, ignoreUnmapped);
  }
}
