package org.learnedpartition.bench.engine;

import io.github.jbellis.jvector.disk.BufferedRandomAccessWriter;
import io.github.jbellis.jvector.graph.GraphIndexBuilder;
import io.github.jbellis.jvector.graph.ImmutableGraphIndex;
import io.github.jbellis.jvector.graph.ListRandomAccessVectorValues;
import io.github.jbellis.jvector.graph.RandomAccessVectorValues;
import io.github.jbellis.jvector.graph.disk.OnDiskGraphIndex;
import io.github.jbellis.jvector.graph.disk.OnDiskGraphIndexWriter;
import io.github.jbellis.jvector.graph.disk.feature.Feature;
import io.github.jbellis.jvector.graph.disk.feature.FeatureId;
import io.github.jbellis.jvector.graph.disk.feature.FusedPQ;
import io.github.jbellis.jvector.graph.disk.feature.InlineVectors;
import io.github.jbellis.jvector.graph.similarity.BuildScoreProvider;
import io.github.jbellis.jvector.quantization.PQVectors;
import io.github.jbellis.jvector.quantization.ProductQuantization;
import io.github.jbellis.jvector.vector.VectorSimilarityFunction;
import io.github.jbellis.jvector.vector.VectorizationProvider;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.function.IntFunction;
import org.learnedpartition.bench.engine.JVectorParameters.Compression;
import org.learnedpartition.parallel.Progress;

/**
 * Builds one JVector index: all vectors on the heap, the graph from full precision whatever it is
 * searched with, then the files. All of it is done by the one thread of a pool.
 */
final class JVectorBuild {
  /** Centres of a subspace: a code of it is a byte. */
  static final int CLUSTERS = 256;

  /** JVector's word for a quantizer that weighs all errors alike. */
  private static final float UNWEIGHTED = -1;

  /** The square of a vector's length may be so far from 1 in a set of unit vectors. */
  private static final float LENGTH_TOLERANCE = 1e-3f;

  private final Vectors vectors;
  private final JVectorParameters parameters;
  private final VectorSimilarityFunction function;
  private final ForkJoinPool pool;
  private final Progress progress;

  JVectorBuild(
      Vectors vectors,
      JVectorParameters parameters,
      VectorSimilarityFunction function,
      ForkJoinPool pool,
      Progress progress) {
    this.vectors = vectors;
    this.parameters = parameters;
    this.function = function;
    this.pool = pool;
    this.progress = progress;
  }

  /**
   * Reads, builds and writes.
   *
   * @throws InterruptedException if the pool was shut down
   */
  void run(Path graphFile, Path codesFile) throws IOException, InterruptedException {
    RandomAccessVectorValues heap = read();
    PQVectors codes = parameters.compression() == Compression.NONE ? null : encode(heap);
    try (GraphIndexBuilder builder = builder(heap)) {
      for (int node = 0; node < heap.size(); node++) {
        builder.addGraphNode(node, heap.getVector(node));
        progress.report("index", node + 1L, heap.size());
        stopIfInterrupted();
      }
      builder.cleanup();
      write(builder.getGraph(), heap, codes, graphFile);
    }
    if (parameters.compression() == Compression.PQ) {
      try (BufferedRandomAccessWriter out = new BufferedRandomAccessWriter(codesFile)) {
        codes.write(out, OnDiskGraphIndex.CURRENT_VERSION);
      }
    }
  }

  private RandomAccessVectorValues read() throws IOException, InterruptedException {
    List<VectorFloat<?>> heap = new ArrayList<>(vectors.size());
    for (int position = 0; position < vectors.size(); position++) {
      float[] vector = new float[vectors.dimension()];
      vectors.read(position, vector, 0);
      if (function == VectorSimilarityFunction.DOT_PRODUCT) {
        checkLength(vector, position);
      }
      heap.add(
          VectorizationProvider.getInstance().getVectorTypeSupport().createFloatVector(vector));
      stopIfInterrupted();
    }
    return new ListRandomAccessVectorValues(heap, vectors.dimension());
  }

  private void checkLength(float[] vector, int position) {
    double squared = 0;
    for (float component : vector) {
      squared += component * component;
    }
    if (!(Math.abs(squared - 1) <= LENGTH_TOLERANCE)) {
      throw new IllegalArgumentException(
          "JVector's dot product needs vectors of length 1, row "
              + vectors.row(position)
              + " has length "
              + Math.sqrt(squared)
              + "; normalize the data set");
    }
  }

  private PQVectors encode(RandomAccessVectorValues heap) {
    if (heap.size() < CLUSTERS) {
      throw new IllegalArgumentException(
          "[compression] needs "
              + CLUSTERS
              + " vectors at least, one for each centre of a subspace; got "
              + heap.size());
    }
    progress.report("codes", 0, heap.size());
    // JVector's own benchmarks centre for distances only.
    boolean centred = function == VectorSimilarityFunction.EUCLIDEAN;
    ProductQuantization quantizer =
        ProductQuantization.compute(
            heap,
            parameters.subspaces(heap.dimension()),
            CLUSTERS,
            centred,
            UNWEIGHTED,
            pool,
            pool);
    PQVectors codes = quantizer.encodeAll(heap, pool);
    progress.report("codes", heap.size(), heap.size());
    return codes;
  }

  // What replaces this constructor takes the hierarchy from a setting of the whole process.
  @SuppressWarnings("deprecation")
  private GraphIndexBuilder builder(RandomAccessVectorValues heap) {
    return new GraphIndexBuilder(
        BuildScoreProvider.randomAccessScoreProvider(heap, function),
        heap.dimension(),
        parameters.neighbours(),
        parameters.beamWidth(),
        (float) parameters.neighbourOverflow(),
        (float) parameters.alpha(),
        parameters.hierarchy(),
        true,
        pool,
        pool);
  }

  private void write(
      ImmutableGraphIndex graph, RandomAccessVectorValues heap, PQVectors codes, Path file)
      throws IOException {
    Map<FeatureId, IntFunction<Feature.State>> states = new EnumMap<>(FeatureId.class);
    states.put(FeatureId.INLINE_VECTORS, node -> new InlineVectors.State(heap.getVector(node)));
    var writer = new OnDiskGraphIndexWriter.Builder(graph, file);
    writer.with(new InlineVectors(heap.dimension()));
    try (ImmutableGraphIndex.View view = graph.getView()) {
      if (parameters.compression() == Compression.FUSED_PQ) {
        writer.with(new FusedPQ(graph.maxDegree(), codes.getCompressor()));
        states.put(FeatureId.FUSED_PQ, node -> new FusedPQ.State(view, codes, node));
      }
      try (OnDiskGraphIndexWriter out = writer.build()) {
        out.write(states);
      }
    }
  }

  private static void stopIfInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("indexing was interrupted");
    }
  }
}
