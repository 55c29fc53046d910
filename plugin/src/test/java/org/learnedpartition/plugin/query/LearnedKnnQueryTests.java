package org.learnedpartition.plugin.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opensearch.common.io.stream.BytesStreamOutput;
import org.opensearch.common.settings.Settings;
import org.opensearch.common.xcontent.json.JsonXContent;
import org.opensearch.core.common.io.stream.NamedWriteableAwareStreamInput;
import org.opensearch.core.common.io.stream.NamedWriteableRegistry;
import org.opensearch.core.common.io.stream.StreamInput;
import org.opensearch.core.xcontent.DeprecationHandler;
import org.opensearch.core.xcontent.NamedXContentRegistry;
import org.opensearch.core.xcontent.ToXContent;
import org.opensearch.core.xcontent.XContentBuilder;
import org.opensearch.core.xcontent.XContentParser;
import org.opensearch.index.query.BaseQueryRewriteContext;
import org.opensearch.index.query.BoolQueryBuilder;
import org.opensearch.index.query.MatchNoneQueryBuilder;
import org.opensearch.index.query.QueryBuilder;
import org.opensearch.index.query.QueryRewriteContext;
import org.opensearch.index.query.TermQueryBuilder;
import org.opensearch.index.query.WrapperQueryBuilder;
import org.opensearch.plugins.SearchPlugin;
import org.opensearch.search.SearchModule;

class LearnedKnnQueryTests {
  private static final SearchModule SEARCH =
      new SearchModule(Settings.EMPTY, List.of(new OurQuery()));
  private static final NamedWriteableRegistry WRITEABLES =
      new NamedWriteableRegistry(SEARCH.getNamedWriteables());
  private static final NamedXContentRegistry XCONTENTS =
      new NamedXContentRegistry(SEARCH.getNamedXContents());

  private static final class OurQuery implements SearchPlugin {
    @Override
    public List<QuerySpec<?>> getQueries() {
      return List.of(
          new QuerySpec<>(
              LearnedKnnQueryBuilder.NAME,
              LearnedKnnQueryBuilder::new,
              LearnedKnnQueryParser::parse));
    }
  }

  private static LearnedKnnQueryBuilder random(Random random) {
    float[] vector = new float[1 + random.nextInt(5)];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    LearnedKnnQueryBuilder query =
        new LearnedKnnQueryBuilder(
            "field" + random.nextInt(3),
            vector,
            1 + random.nextInt(LearnedKnnQueryBuilder.MAX_K),
            random.nextBoolean() ? new TermQueryBuilder("f", random.nextInt(3)) : null,
            random.nextBoolean() ? 1 + random.nextInt(65_536) : null,
            random.nextBoolean());
    if (random.nextBoolean()) {
      query.boost(random.nextFloat());
    }
    return random.nextBoolean() ? query.queryName("name") : query;
  }

  private static QueryBuilder parse(String json) throws IOException {
    try (XContentParser parser =
        JsonXContent.jsonXContent.createParser(
            XCONTENTS, DeprecationHandler.THROW_UNSUPPORTED_OPERATION, json)) {
      parser.nextToken();
      return LearnedKnnQueryBuilder.parseInnerQueryBuilder(parser);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aQueryGoesBetweenNodesAndThroughJsonUnchanged(long seed) throws IOException {
    LearnedKnnQueryBuilder query = random(new Random(seed));
    try (BytesStreamOutput out = new BytesStreamOutput()) {
      out.writeNamedWriteable(query);
      try (StreamInput in =
          new NamedWriteableAwareStreamInput(out.bytes().streamInput(), WRITEABLES)) {
        QueryBuilder read = in.readNamedWriteable(QueryBuilder.class);
        assertEquals(query, read);
        assertEquals(query.hashCode(), read.hashCode());
        assertEquals(-1, in.read());
      }
    }
    XContentBuilder json = JsonXContent.contentBuilder();
    query.toXContent(json, ToXContent.EMPTY_PARAMS);
    assertEquals(query, parse(json.toString()));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void queriesThatDifferAreNotEqual(long seed) {
    LearnedKnnQueryBuilder a = random(new Random(seed));
    LearnedKnnQueryBuilder b = random(new Random(seed + 100));
    assertNotEquals(a, b);
    assertEquals(a, random(new Random(seed)));
  }

  @Test
  void parametersDefault() throws IOException {
    assertEquals(
        new LearnedKnnQueryBuilder("v", new float[] {1, 2}, 3, null, null, false),
        parse("{\"learned_knn\": {\"v\": {\"vector\": [1, 2], \"k\": 3}}}"));
  }

  @Test
  void anAddedFilterJoinsTheQuerysOwn() {
    TermQueryBuilder one = new TermQueryBuilder("a", 1);
    TermQueryBuilder two = new TermQueryBuilder("b", 2);
    LearnedKnnQueryBuilder query =
        new LearnedKnnQueryBuilder("v", new float[] {1}, 3, null, 2, true);
    QueryBuilder once = query.filter(one);
    assertEquals(new LearnedKnnQueryBuilder("v", new float[] {1}, 3, one, 2, true), once);
    assertEquals(
        new LearnedKnnQueryBuilder(
            "v", new float[] {1}, 3, new BoolQueryBuilder().filter(one).filter(two), 2, true),
        once.filter(two));
    assertSame(query, query.filter(null));
  }

  @Test
  void theFilterIsRewritten() throws IOException {
    TermQueryBuilder term = new TermQueryBuilder("a", "x");
    LearnedKnnQueryBuilder query =
        new LearnedKnnQueryBuilder(
            "v", new float[] {1}, 3, new WrapperQueryBuilder(term.toString()), null, false);
    query.boost(2).queryName("n");
    QueryRewriteContext context =
        new BaseQueryRewriteContext(XCONTENTS, WRITEABLES, null, () -> 0L);
    QueryBuilder rewritten = query.rewrite(context);
    assertEquals(
        new LearnedKnnQueryBuilder("v", new float[] {1}, 3, term, null, false)
            .boost(2)
            .queryName("n"),
        rewritten);
    assertSame(rewritten, rewritten.rewrite(context));
    assertInstanceOf(
        MatchNoneQueryBuilder.class,
        new LearnedKnnQueryBuilder(
                "v",
                new float[] {1},
                3,
                new BoolQueryBuilder().must(new MatchNoneQueryBuilder()),
                null,
                false)
            .rewrite(context));
  }

  @Test
  void valuesOutOfRangeAreRefused() {
    for (int k : new int[] {-1, 0, 10_001}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new LearnedKnnQueryBuilder("v", new float[1], k, null, null, false));
    }
    for (int nprobes : new int[] {-1, 0, 65_537}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new LearnedKnnQueryBuilder("v", new float[1], 1, null, nprobes, false));
    }
  }
}
