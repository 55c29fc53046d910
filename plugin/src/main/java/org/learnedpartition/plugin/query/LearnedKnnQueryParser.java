package org.learnedpartition.plugin.query;

import java.io.IOException;
import java.math.BigInteger;
import org.learnedpartition.plugin.mapper.VectorReader;
import org.learnedpartition.search.ProbeParameters;
import org.opensearch.core.common.ParsingException;
import org.opensearch.core.xcontent.XContentParser;
import org.opensearch.core.xcontent.XContentParser.Token;
import org.opensearch.index.query.AbstractQueryBuilder;
import org.opensearch.index.query.QueryBuilder;

/**
 * Reads the query from a request, in the k-NN plugin's words: {@code {FIELD: {"vector": […], "k":
 * 10, "filter": {…}, "method_parameters": {"nprobes": 8}, "ignore_unmapped": false, "boost": 1,
 * "_name": "…"}}}, of which only vector and k are required.
 */
public final class LearnedKnnQueryParser {
  static final String VECTOR = "vector";
  static final String K = "k";
  static final String FILTER = "filter";
  static final String METHOD_PARAMETERS = "method_parameters";
  static final String NPROBES = "nprobes";
  static final String IGNORE_UNMAPPED = "ignore_unmapped";

  private static final String NAME = LearnedKnnQueryBuilder.NAME;
  private static final String KNOWN =
      "expected one of [vector, k, filter, method_parameters, ignore_unmapped, boost, _name]";

  private final XContentParser parser;
  private String field;
  private float[] vector;
  private Integer k;
  private QueryBuilder filter;
  private Integer nprobes;
  private boolean ignoreUnmapped;
  private float boost = AbstractQueryBuilder.DEFAULT_BOOST;
  private String name;

  private LearnedKnnQueryParser(XContentParser parser) {
    this.parser = parser;
  }

  /**
   * Reads the object that the parser stands in.
   *
   * @throws IllegalArgumentException if a value is out of range
   * @throws ParsingException if the object has another shape
   */
  public static LearnedKnnQueryBuilder parse(XContentParser parser) throws IOException {
    return new LearnedKnnQueryParser(parser).query();
  }

  private LearnedKnnQueryBuilder query() throws IOException {
    if (parser.nextToken() != Token.FIELD_NAME) {
      throw refused("must name the field to search");
    }
    field = parser.currentName();
    if (parser.nextToken() != Token.START_OBJECT) {
      throw refused("must give field [" + field + "] an object with [vector] and [k]");
    }
    while (parser.nextToken() != Token.END_OBJECT) {
      String parameter = parser.currentName();
      parser.nextToken();
      parameter(parameter);
    }
    if (parser.nextToken() != Token.END_OBJECT) {
      throw refused("searches one field, got [" + field + "] and [" + parser.currentName() + "]");
    }
    if (vector == null) {
      throw refused("requires [vector]");
    }
    if (k == null) {
      throw refused("requires [k], the number of hits of each shard");
    }
    return new LearnedKnnQueryBuilder(field, vector, k, filter, nprobes, ignoreUnmapped)
        .boost(boost)
        .queryName(name);
  }

  private void parameter(String parameter) throws IOException {
    switch (parameter) {
      case VECTOR -> vector = VectorReader.read(parser, field);
      case K -> k = integer(K, LearnedKnnQueryBuilder.MAX_K);
      case FILTER -> filter = AbstractQueryBuilder.parseInnerQueryBuilder(parser);
      case METHOD_PARAMETERS -> methodParameters();
      case IGNORE_UNMAPPED -> ignoreUnmapped = parser.booleanValue();
      case "boost" -> boost = parser.floatValue();
      case "_name" -> name = parser.text();
      default -> throw refused("does not know the parameter [" + parameter + "]: " + KNOWN);
    }
  }

  private void methodParameters() throws IOException {
    if (parser.currentToken() != Token.START_OBJECT) {
      throw refused("requires an object for [" + METHOD_PARAMETERS + "]");
    }
    while (parser.nextToken() != Token.END_OBJECT) {
      String parameter = parser.currentName();
      parser.nextToken();
      if (!parameter.equals(NPROBES)) {
        throw refused(
            "does not know ["
                + parameter
                + "] in ["
                + METHOD_PARAMETERS
                + "]: expected ["
                + NPROBES
                + "]");
      }
      nprobes = integer(NPROBES, ProbeParameters.MAX_PROBES);
    }
  }

  private int integer(String parameter, int max) throws IOException {
    if (parser.currentToken() == Token.VALUE_NUMBER) {
      Number number = parser.numberValue();
      if (number instanceof Integer || number instanceof Long) {
        return LearnedKnnQueryBuilder.range(parameter, number.longValue(), max);
      }
      if (number instanceof BigInteger) {
        throw new IllegalArgumentException(
            "[" + NAME + "] requires [" + parameter + "] between 1 and " + max + ", got " + number);
      }
    }
    throw refused(
        "requires an integer for ["
            + parameter
            + "]"
            + (parser.currentToken().isValue() ? ", got [" + parser.text() + "]" : ""));
  }

  private ParsingException refused(String what) {
    return new ParsingException(parser.getTokenLocation(), "[" + NAME + "] " + what);
  }
}
