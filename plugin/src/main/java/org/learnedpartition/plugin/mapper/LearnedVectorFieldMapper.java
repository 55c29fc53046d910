package org.learnedpartition.plugin.mapper;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.lucene.document.KnnFloatVectorField;
import org.learnedpartition.model.Manifest;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.plugin.IndexOptions;
import org.learnedpartition.search.ProbeParameters;
import org.opensearch.core.xcontent.XContentParser.Token;
import org.opensearch.index.mapper.FieldMapper;
import org.opensearch.index.mapper.Mapper;
import org.opensearch.index.mapper.MapperParsingException;
import org.opensearch.index.mapper.ParametrizedFieldMapper;
import org.opensearch.index.mapper.ParseContext;

/**
 * The field type {@code learned_vector}: one vector a document, searched through a partition model.
 *
 * <table>
 * <caption>Parameters</caption>
 * <tr><th>name</th><th>value</th><th>changes</th></tr>
 * <tr><td>dimension</td><td>1 … 16,000, required</td><td>no</td></tr>
 * <tr><td>space_type</td><td>l2 (default), cosinesimil, innerproduct</td><td>no</td></tr>
 * <tr><td>data_type</td><td>float</td><td>no</td></tr>
 * <tr><td>model_id</td><td>a stored model; none: segments stay flat</td><td>yes, for new segments;
 * leaving it out keeps it</td></tr>
 * <tr><td>model_sha256</td><td>filled in by the plugin when a mapping names a model</td><td>with
 * model_id</td></tr>
 * <tr><td>probes</td><td>0 … 65,536; 0 (default) is the model's calibrated number</td><td>yes</td>
 * </tr>
 * <tr><td>meta</td><td>as for any field</td><td>yes</td></tr>
 * </table>
 *
 * <p>A document may lack the field or have null. A vector must have the field's dimension and
 * finite components, and must not be zero where angles are compared.
 */
public final class LearnedVectorFieldMapper extends ParametrizedFieldMapper {
  /** Name of the type in mappings. */
  public static final String CONTENT_TYPE = "learned_vector";

  /** Reads the type's parameters from a mapping. */
  public static final Mapper.TypeParser PARSER = LearnedVectorFieldMapper::parse;

  private final LearnedVectorFieldType type;

  private LearnedVectorFieldMapper(
      String simpleName, LearnedVectorFieldType type, MultiFields multiFields, CopyTo copyTo) {
    super(simpleName, type, multiFields, copyTo);
    this.type = type;
  }

  private static Mapper.Builder<?> parse(
      String name, Map<String, Object> node, Mapper.TypeParser.ParserContext context) {
    if (!IndexOptions.ENABLED.get(context.getSettings())) {
      throw new MapperParsingException(
          "["
              + name
              + "] of type ["
              + CONTENT_TYPE
              + "] needs the index to be made with the setting ["
              + IndexOptions.ENABLED.getKey()
              + ": true]");
    }
    if (context.isWithinMultiField() || node.containsKey("fields") || node.containsKey("copy_to")) {
      throw new MapperParsingException(
          "[" + name + "] of type [" + CONTENT_TYPE + "] takes no part in [fields] or [copy_to]");
    }
    Builder builder = new Builder(name);
    try {
      builder.parse(name, context, node);
    } catch (IllegalArgumentException e) {
      throw new MapperParsingException("[" + name + "]: " + e.getMessage(), e);
    }
    if (!builder.dimension.isConfigured()) {
      throw new MapperParsingException(
          "["
              + name
              + "] of type ["
              + CONTENT_TYPE
              + "] lacks [dimension], the number of values of a vector");
    }
    return builder;
  }

  @Override
  public LearnedVectorFieldType fieldType() {
    return type;
  }

  @Override
  public Builder getMergeBuilder() {
    return new Builder(simpleName()).init(this);
  }

  @Override
  protected String contentType() {
    return CONTENT_TYPE;
  }

  @Override
  public boolean parsesArrayValue() {
    return true;
  }

  /**
   * Says what is wrong with a value in the error itself, where the base class hides it in a cause.
   */
  @Override
  public void parse(ParseContext context) throws IOException {
    try {
      parseCreateField(context);
    } catch (IllegalArgumentException e) {
      throw new MapperParsingException(e.getMessage(), e);
    }
  }

  @Override
  protected void parseCreateField(ParseContext context) throws IOException {
    if (context.parser().currentToken() == Token.VALUE_NULL) {
      return;
    }
    float[] vector = VectorReader.read(context.parser(), name());
    VectorReader.check(vector, name(), type.dimension(), type.similarity());
    if (context.doc().getByKey(name()) != null) {
      throw new IllegalArgumentException(
          "[" + name() + "] has one vector a document, got another in the same document");
    }
    KnnFloatVectorField field =
        new KnnFloatVectorField(name(), type.indexed(vector), type.function());
    context.doc().addWithKey(name(), field);
  }

  /** Parameters of one field while its mapping is parsed or merged. */
  static final class Builder extends ParametrizedFieldMapper.Builder {
    private final Parameter<Integer> dimension =
        new Parameter<>(
            "dimension",
            false,
            () -> 0,
            (name, context, value) -> integer("dimension", value, 1, Manifest.MAX_DIMENSION),
            mapper -> type(mapper).dimension());

    private final Parameter<Similarity> space =
        new Parameter<>(
                "space_type",
                false,
                () -> Similarity.L2,
                (name, context, value) -> space(value),
                mapper -> type(mapper).similarity())
            .setSerializer((b, name, value) -> b.field(name, value.space()), Similarity::space);

    private final Parameter<String> dataType =
        new Parameter<>(
            "data_type",
            false,
            () -> "float",
            (name, context, value) -> dataType(value),
            mapper -> "float");

    private final Parameter<String> modelId =
        new Parameter<>(
            "model_id",
            true,
            () -> null,
            (name, context, value) -> ModelReference.checkId(value.toString()),
            mapper -> model(mapper) == null ? null : model(mapper).id());

    private final Parameter<String> modelSha256 =
        new Parameter<>(
            "model_sha256",
            true,
            () -> null,
            (name, context, value) -> ModelReference.checkSha256(value.toString()),
            mapper -> model(mapper) == null ? null : model(mapper).sha256());

    private final Parameter<Integer> probes =
        new Parameter<>(
            "probes",
            true,
            () -> 0,
            (name, context, value) -> integer("probes", value, 0, ProbeParameters.MAX_PROBES),
            mapper -> type(mapper).probes());

    private final Parameter<Map<String, String>> meta = Parameter.metaParam();

    /** The model of the field that a mapping is merged into. */
    private ModelReference current;

    Builder(String name) {
      super(name);
    }

    /** A mapping that leaves the model out keeps the one that is there. */
    private ModelReference model(FieldMapper mapper) {
      ModelReference model = type(mapper).model();
      return model == null ? current : model;
    }

    private static LearnedVectorFieldType type(FieldMapper mapper) {
      return ((LearnedVectorFieldMapper) mapper).type;
    }

    private static int integer(String parameter, Object value, int min, int max) {
      String text = value.toString();
      try {
        int number = Integer.parseInt(text);
        if (number >= min && number <= max) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Refused below, with the value.
      }
      throw new IllegalArgumentException(
          "["
              + parameter
              + "] must be an integer between "
              + min
              + " and "
              + max
              + ", got ["
              + text
              + "]");
    }

    private static Similarity space(Object value) {
      for (Similarity similarity : Similarity.values()) {
        if (similarity.space().equals(value)) {
          return similarity;
        }
      }
      throw new IllegalArgumentException(
          "[space_type] must be one of [l2, cosinesimil, innerproduct], got [" + value + "]");
    }

    private static String dataType(Object value) {
      if (!"float".equals(value)) {
        throw new IllegalArgumentException(
            "[data_type] must be [float], got [" + value + "]: no other vectors are supported");
      }
      return "float";
    }

    @Override
    public Builder init(FieldMapper initializer) {
      current = type(initializer).model();
      super.init(initializer);
      return this;
    }

    @Override
    protected List<Parameter<?>> getParameters() {
      return List.of(dimension, space, dataType, modelId, modelSha256, probes, meta);
    }

    @Override
    public LearnedVectorFieldMapper build(Mapper.BuilderContext context) {
      ModelReference model =
          modelId.getValue() == null
              ? null
              : new ModelReference(modelId.getValue(), modelSha256.getValue());
      LearnedVectorFieldType type =
          new LearnedVectorFieldType(
              buildFullName(context),
              dimension.getValue(),
              space.getValue(),
              model,
              probes.getValue(),
              meta.getValue());
      return new LearnedVectorFieldMapper(
          name, type, multiFieldsBuilder.build(this, context), copyTo.build());
    }
  }
}
