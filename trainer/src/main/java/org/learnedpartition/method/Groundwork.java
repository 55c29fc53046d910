package org.learnedpartition.method;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.learnedpartition.data.Points;
import org.learnedpartition.graph.ClusteredNeighbours;
import org.learnedpartition.learn.RouterTraining.Queries;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

/**
 * What methods that train on the same documents share, each part made once, when it is first asked
 * for: balanced clusters, and the neighbours that routers are trained on. Parts depend on the
 * documents, the bins and the seed alone, never on the method that asks first.
 */
final class Groundwork {
  /** Share of the neighbours that the training graph must have. */
  private static final double GRAPH_RECALL = 0.95;

  private final TrainingSet set;
  private final Parts parts;
  private final Similarity similarity;
  private final int bins;
  private final long seed;
  private final Workers workers;
  private final Progress progress;
  private final Map<Integer, Part<Graph>> graphs = new TreeMap<>();
  private final Set<Part<?>> used = new HashSet<>();
  private Part<Clustering> clusters;
  private double making;

  Groundwork(Parts parts, TrainingOptions options, int bins, Workers workers, Progress progress) {
    this.set = parts.set();
    this.parts = parts;
    this.similarity = options.similarity();
    this.bins = bins;
    this.seed = options.seed();
    this.workers = workers;
    this.progress = progress;
  }

  /**
   * Neighbours of what is trained on.
   *
   * @param queries the documents first, then other queries, if any
   * @param recall share of the true neighbours that were found; 1 when all are exact
   */
  record Graph(List<Queries> queries, double recall) {}

  /** Something made, and how long that took without the parts that it needed. */
  private record Part<T>(T value, double seconds) {}

  @FunctionalInterface
  private interface Maker<T> {
    T make() throws InterruptedException;
  }

  private <T> Part<T> make(Maker<T> maker) throws InterruptedException {
    long start = parts.clock();
    double before = making;
    T value = maker.make();
    double seconds = (parts.clock() - start) / 1e9 - (making - before);
    making += seconds;
    return new Part<>(value, seconds);
  }

  /** Begins the account of another method. */
  void account() {
    used.clear();
  }

  /** Seconds that it took to make the parts in the account. */
  double seconds() {
    return used.stream().mapToDouble(Part::seconds).sum();
  }

  /** Seconds that were spent here in all. */
  double spent() {
    return making;
  }

  /** The clusters of {@link BalancedKMeans}. */
  Clustering clusters() throws InterruptedException {
    if (clusters == null) {
      clusters =
          make(
              () ->
                  parts.clusters(
                      parts
                          .key("balanced clusters")
                          .with("bins", bins)
                          .with("similarity", similarity.space())
                          .with("seed", seed),
                      () ->
                          BalancedKMeans.cluster(
                              set.trainedDocuments(), bins, similarity, seed, workers, progress)));
    }
    used.add(clusters);
    return clusters.value();
  }

  /** The k nearest neighbours of each document, and of each query to train on. */
  Graph graph(int k) throws InterruptedException {
    Part<Graph> graph = graphs.get(k);
    if (graph == null) {
      graph = make(() -> find(k));
      graphs.put(k, graph);
    }
    used.add(graph);
    return graph.value();
  }

  private Graph find(int k) throws InterruptedException {
    return parts.graph(
        parts
            .key("neighbours")
            .with("similarity", similarity.space())
            .with("seed", seed)
            .with("k", k),
        () -> search(k));
  }

  private Graph search(int k) throws InterruptedException {
    Points documents = set.trainedDocuments();
    // Its own clusters: bins are as many as queries want, not as this search does.
    ClusteredNeighbours search =
        ClusteredNeighbours.of(documents, similarity, seed, workers, progress);
    List<Queries> queries = new ArrayList<>();
    ClusteredNeighbours.Graph found = search.graph(k, GRAPH_RECALL, progress, "neighbours");
    double recall = found.recall();
    queries.add(new Queries(documents.vectors(), documents.count(), found.neighbours().ids()));
    if (set.queries().count() > 0) {
      Points asked = set.queries();
      ClusteredNeighbours.Result of =
          search.find(asked, -1, k, GRAPH_RECALL, progress, "neighbours of queries");
      recall = Math.min(recall, of.recall());
      queries.add(new Queries(asked.vectors(), asked.count(), of.neighbours().ids()));
    }
    return new Graph(List.copyOf(queries), recall);
  }
}
