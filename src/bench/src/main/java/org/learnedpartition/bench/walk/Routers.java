package org.learnedpartition.bench.walk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.lucene.codecs.hnsw.FlatVectorScorerUtil;
import org.apache.lucene.codecs.hnsw.FlatVectorsScorer;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.KnnCollector;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.util.hnsw.HnswGraphBuilder;
import org.apache.lucene.util.hnsw.HnswGraphSearcher;
import org.apache.lucene.util.hnsw.OnHeapHnswGraph;
import org.learnedpartition.bench.walk.Router.Found;
import org.learnedpartition.data.Points;
import org.learnedpartition.graph.Clusters;
import org.learnedpartition.graph.NearestQueue;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.walk.GraphSearch;
import org.learnedpartition.walk.SearchGraph;

/** The routers that are compared. */
final class Routers {
  private static final long SEED = 1;

  /** Vectors in the beam that Lucene builds a graph with; twice its default. */
  private static final int BUILD_BEAM = 200;

  private final Bins bins;
  private final int[] beams;

  /**
   * @param beams of searches, rising
   */
  Routers(Bins bins, int[] beams) {
    this.bins = bins;
    this.beams = beams;
  }

  /** Scores all centres. */
  Router flat() {
    return new Router(
        "flat",
        0,
        new int[] {bins.count()},
        setting ->
            (query, row, offset, found) -> {
              NearestQueue best = new NearestQueue(1, found.length);
              for (int b = 0; b < bins.count(); b++) {
                best.offer(0, row[offset + b], b);
              }
              best.ids(0, found, 0);
              return new Found(Math.min(found.length, bins.count()), bins.count());
            });
  }

  /** Searches a graph of the centres; a setting is its beam. */
  Router graph(String name, SearchGraph graph) {
    return new Router(
        name,
        (double) graph.edges() / graph.vertices(),
        beams,
        beam -> {
          GraphSearch search = new GraphSearch(graph);
          return (query, row, offset, found) -> {
            int scored = search.search(row, offset, beam);
            return new Found(search.found(found), scored);
          };
        });
  }

  /**
   * Scores the centres of groups of bins, √bins of them, then the centres in the best groups; a
   * setting is how many are opened.
   */
  Router tree(Workers workers) throws InterruptedException {
    Clusters clusters =
        Clusters.of(
            bins.centres(),
            (int) Math.round(Math.sqrt(bins.count())),
            bins.similarity(),
            SEED,
            workers,
            Progress.NONE);
    Points groups = clusters.centres();
    int[][] members = new int[groups.count()][];
    for (int g = 0; g < members.length; g++) {
      int group = g;
      members[g] =
          IntStream.range(0, bins.count()).filter(b -> clusters.cluster()[b] == group).toArray();
    }
    int[] opened =
        IntStream.of(1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 40, 48, 64)
            .filter(p -> p < groups.count())
            .toArray();
    int d = groups.dimension();
    return new Router(
        "tree",
        0,
        opened,
        setting -> {
          float[] scores = new float[groups.count()];
          return (query, row, offset, found) -> {
            clusters.scorer().score(bins.queries().vectors(), query, 1, scores);
            NearestQueue best = new NearestQueue(1, setting);
            for (int g = 0; g < scores.length; g++) {
              best.offer(0, scores[g], g);
            }
            int[] open = new int[setting];
            best.ids(0, open, 0);
            NearestQueue ranked = new NearestQueue(1, found.length);
            int scored = scores.length;
            for (int g : open) {
              for (int b : members[g]) {
                ranked.offer(0, row[offset + b], b);
              }
              scored += members[g].length;
            }
            ranked.ids(0, found, 0);
            return new Found(Math.min(found.length, scored - scores.length), scored);
          };
        });
  }

  /**
   * Lucene's graph of the centres, in layers; a setting is how many bins it collects.
   *
   * @param connections of a bin at most, above the lowest layer; there twice as many
   */
  Router hnsw(int connections) throws IOException {
    Points centres = bins.centres();
    int d = centres.dimension();
    VectorSimilarityFunction function =
        switch (bins.similarity()) {
          case L2 -> VectorSimilarityFunction.EUCLIDEAN;
          case COSINE -> VectorSimilarityFunction.DOT_PRODUCT;
          case INNER_PRODUCT -> VectorSimilarityFunction.MAXIMUM_INNER_PRODUCT;
        };
    List<float[]> rows =
        IntStream.range(0, centres.count())
            .mapToObj(b -> Arrays.copyOfRange(centres.vectors(), b * d, (b + 1) * d))
            .toList();
    FloatVectorValues values = FloatVectorValues.fromFloats(rows, d);
    FlatVectorsScorer scorer = FlatVectorScorerUtil.getLucene99FlatVectorsScorer();
    OnHeapHnswGraph graph =
        HnswGraphBuilder.create(
                scorer.getRandomVectorScorerSupplier(function, values),
                connections,
                BUILD_BEAM,
                SEED)
            .build(rows.size());
    long edges = 0;
    for (int b = 0; b < rows.size(); b++) {
      edges += graph.getNeighbors(0, b).size();
    }
    return new Router(
        "hnsw-" + connections,
        (double) edges / rows.size(),
        beams,
        beam ->
            (query, row, offset, found) -> {
              float[] vector =
                  Arrays.copyOfRange(bins.queries().vectors(), query * d, (query + 1) * d);
              try {
                KnnCollector collected =
                    HnswGraphSearcher.search(
                        scorer.getRandomVectorScorer(function, values.copy(), vector),
                        beam,
                        graph,
                        null,
                        Integer.MAX_VALUE);
                ScoreDoc[] hits = collected.topDocs().scoreDocs;
                int n = Math.min(hits.length, found.length);
                for (int i = 0; i < n; i++) {
                  found[i] = hits[i].doc;
                }
                return new Found(n, (int) collected.visitedCount());
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }
}
