package org.learnedpartition.bench.engine;

import io.github.jbellis.jvector.disk.RandomAccessReader;
import io.github.jbellis.jvector.disk.ReaderSupplier;
import io.github.jbellis.jvector.disk.ReaderSupplierFactory;
import io.github.jbellis.jvector.graph.GraphSearcher;
import io.github.jbellis.jvector.graph.SearchResult;
import io.github.jbellis.jvector.graph.disk.OnDiskGraphIndex;
import io.github.jbellis.jvector.graph.similarity.DefaultSearchScoreProvider;
import io.github.jbellis.jvector.graph.similarity.SearchScoreProvider;
import io.github.jbellis.jvector.quantization.PQVectors;
import io.github.jbellis.jvector.util.Bits;
import io.github.jbellis.jvector.vector.VectorSimilarityFunction;
import io.github.jbellis.jvector.vector.VectorizationProvider;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.Map;
import org.apache.lucene.util.FixedBitSet;
import org.learnedpartition.bench.engine.JVectorParameters.Compression;

/**
 * A JVector index that is open for search: the graph is mapped, codes beside it are on the heap.
 */
final class JVectorIndex implements OpenIndex {
  private final Vectors vectors;
  private final JVectorParameters parameters;
  private final VectorSimilarityFunction function;
  private final ReaderSupplier file;
  private final OnDiskGraphIndex graph;
  private final Map<RowFilter, FixedBitSet> filters = new IdentityHashMap<>();
  // Null unless the compression is PQ.
  private final PQVectors codes;

  private JVectorIndex(
      Vectors vectors,
      JVectorParameters parameters,
      VectorSimilarityFunction function,
      ReaderSupplier file,
      OnDiskGraphIndex graph,
      PQVectors codes) {
    this.vectors = vectors;
    this.parameters = parameters;
    this.function = function;
    this.file = file;
    this.graph = graph;
    this.codes = codes;
  }

  /**
   * Opens the files.
   *
   * @throws IOException if one is missing or damaged, or holds other vectors
   */
  static JVectorIndex open(
      Vectors vectors,
      JVectorParameters parameters,
      VectorSimilarityFunction function,
      Path graphFile,
      Path codesFile)
      throws IOException {
    ReaderSupplier file = map(graphFile);
    try {
      OnDiskGraphIndex graph = load(graphFile, () -> OnDiskGraphIndex.load(file));
      check(graphFile, graph.size(0), graph.getDimension(), vectors);
      PQVectors codes = null;
      if (parameters.compression() == Compression.PQ) {
        try (ReaderSupplier supplier = map(codesFile);
            RandomAccessReader reader = supplier.get()) {
          codes = load(codesFile, () -> PQVectors.load(reader));
        }
        check(codesFile, codes.count(), codes.getOriginalSize() / Float.BYTES, vectors);
      }
      return new JVectorIndex(vectors, parameters, function, file, graph, codes);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static ReaderSupplier map(Path file) throws IOException {
    // JVector tells a missing file as a lack of readers.
    Files.size(file);
    return ReaderSupplierFactory.open(file);
  }

  /** Reads a part of a file. */
  @FunctionalInterface
  private interface Loading<T> {
    T load() throws IOException;
  }

  /** JVector has no exception of its own for damage: it runs over ends and bounds. */
  private static <T> T load(Path file, Loading<T> loading) throws IOException {
    try {
      return loading.load();
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          file + " is no JVector file, or is damaged (" + e + "); build the index again", e);
    }
  }

  private static void check(Path file, int count, int dimension, Vectors vectors)
      throws IOException {
    if (count != vectors.size() || dimension != vectors.dimension()) {
      throw new IOException(
          file
              + " holds "
              + count
              + " vectors of dimension "
              + dimension
              + ", wanted are "
              + vectors.size()
              + " of dimension "
              + vectors.dimension()
              + "; build the index again");
    }
  }

  @Override
  public int segments() {
    return 1;
  }

  @Override
  public Search search(Map<String, Object> given, RowFilter filter) {
    int candidates = GraphQueries.candidates(given);
    GraphSearcher searcher = new GraphSearcher(graph);
    OnDiskGraphIndex.View view = (OnDiskGraphIndex.View) searcher.getView();
    Bits accepted = filter == null ? Bits.ALL : nodes(filter)::get;
    long vectorBytes = (long) Float.BYTES * vectors.dimension();
    long scoredBytes =
        parameters.compression() == Compression.NONE
            ? vectorBytes
            : parameters.subspaces(vectors.dimension());
    return (query, k, hits) -> {
      SearchScoreProvider scores = scores(query, view);
      SearchResult found = searcher.search(scores, k, Math.max(k, candidates), 0, 0, accepted);
      SearchResult.NodeScore[] nodes = found.getNodes();
      hits.count = nodes.length;
      for (int i = 0; i < nodes.length; i++) {
        hits.ids[i] = nodes[i].node;
      }
      // JVector does not count the node that it enters by.
      long scored = found.getVisitedCount() + 1L;
      hits.visited = scored + found.getRerankedCount();
      hits.visitedBytes = scored * scoredBytes + found.getRerankedCount() * vectorBytes;
      hits.phases = null;
    };
  }

  /** The filter by the graph's nodes: what a search then costs is the search's alone. */
  private FixedBitSet nodes(RowFilter filter) {
    synchronized (filters) {
      return filters.computeIfAbsent(
          filter,
          rows -> {
            FixedBitSet nodes = new FixedBitSet(vectors.size());
            for (int node = 0; node < nodes.length(); node++) {
              if (rows.rows().get(vectors.row(node))) {
                nodes.set(node);
              }
            }
            return nodes;
          });
    }
  }

  private SearchScoreProvider scores(float[] query, OnDiskGraphIndex.View view) {
    VectorFloat<?> vector =
        VectorizationProvider.getInstance().getVectorTypeSupport().createFloatVector(query);
    return switch (parameters.compression()) {
      case NONE -> DefaultSearchScoreProvider.exact(vector, function, view);
      case PQ ->
          new DefaultSearchScoreProvider(
              codes.precomputedScoreFunctionFor(vector, function),
              view.rerankerFor(vector, function));
      case FUSED_PQ ->
          new DefaultSearchScoreProvider(
              view.approximateScoreFunctionFor(vector, function),
              view.rerankerFor(vector, function));
    };
  }

  @Override
  public int row(int id) {
    return vectors.row(id);
  }

  @Override
  public void close() throws IOException {
    graph.close();
    file.close();
  }
}
