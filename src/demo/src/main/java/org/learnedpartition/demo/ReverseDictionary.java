package org.learnedpartition.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.learnedpartition.codec.LearnedPartitionVectorsFormat;
import org.learnedpartition.model.OpenModel;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.model.RankedBins;
import org.learnedpartition.search.ProbeParameters;
import org.learnedpartition.sets.text.Embedder;
import tools.jackson.databind.JsonNode;

/** Finds words by their meaning, through the learned partition and exactly. Thread-safe. */
final class ReverseDictionary implements AutoCloseable {
  /** A single time says little on a machine that a browser shares. */
  private static final int SAMPLES = 3;

  private static final List<String> EXAMPLES =
      List.of(
          "a place where bees live",
          "afraid of small spaces",
          "someone who studies insects",
          "the day after today",
          "to walk without making a sound",
          "a fear of heights");

  private final Embedder embedder;
  private final DemoIndex index;
  private final OpenModel model;
  private final float[] vectors;
  private final Info info;

  /**
   * What does not change from search to search.
   *
   * @param docs documents in the index
   * @param bins bins of the model
   * @param places a place for each bin, see {@link BinMap}
   * @param examples queries to try
   * @param measured what searches like these were measured to cost and find
   */
  record Info(int docs, int bins, int[] places, List<String> examples, Measurement measured) {}

  /**
   * A word that was found.
   *
   * @param id of the document
   * @param cosine of its definition's vector and the query's, -1 … 1
   * @param bin where the model puts it: of a vector with two rows, the bin that ranks better
   * @param rank of that bin for this query, from 1
   */
  record Hit(
      int id,
      List<String> words,
      String partOfSpeech,
      String definition,
      double cosine,
      int bin,
      int rank) {}

  /**
   * @param ms from sending the search to having read the answer, median of three, ms
   * @param hits nearest first
   */
  record Found(double ms, List<Hit> hits) {}

  /**
   * @param probed the bins that were probed, best first
   * @param bins bins of the model
   * @param scanned rows scanned
   * @param total rows in the index, both of a vector that has two
   * @param embedMs time to embed the query, ms
   * @param routerMs time to rank the bins, in the node, ms
   */
  record Answer(
      String query,
      int[] probed,
      int bins,
      long scanned,
      long total,
      double embedMs,
      double routerMs,
      Found learned,
      Found exact) {}

  /**
   * @param vectors those in the index, {@value Embedder#DIMENSION} values a document
   * @param measured to be told with {@link #info()}
   */
  ReverseDictionary(
      Embedder embedder,
      DemoIndex index,
      PartitionModel model,
      float[] vectors,
      Measurement measured) {
    this.embedder = embedder;
    this.index = index;
    this.model = OpenModel.open(model);
    this.vectors = vectors;
    this.info =
        new Info(
            vectors.length / Embedder.DIMENSION,
            model.bins(),
            BinMap.places(model),
            EXAMPLES,
            measured);
  }

  Info info() {
    return info;
  }

  /**
   * Searches both ways.
   *
   * @param text not empty
   * @param probes bins to probe; 0: as calibrated
   */
  Answer search(String text, int probes) {
    long start = System.nanoTime();
    float[] query = embedder.embed(text);
    long embedded = System.nanoTime() - start;
    // The profile is asked for apart: taking it costs time.
    ProbeProfile profile = index.search(query, 0, Measurement.K, probes, false, true).profile();
    DemoIndex.Result[] learned = new DemoIndex.Result[SAMPLES];
    DemoIndex.Result[] exact = new DemoIndex.Result[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      learned[i] = index.search(query, 0, Measurement.K, probes, true, false);
      exact[i] = index.search(query, 0, Measurement.K, ProbeParameters.MAX_PROBES, true, false);
    }
    RankedBins ranking = model.rank(query);
    Map<Integer, Integer> ranks = new HashMap<>();
    for (int i = 0; i < ranking.size(); i++) {
      ranks.put(ranking.bin(i), i + 1);
    }
    return new Answer(
        text,
        ranking.first(profile.probed()),
        info.bins(),
        profile.scanned(),
        profile.total(),
        embedded / 1e6,
        profile.routerMicros() / 1e3,
        found(learned, ranks),
        found(exact, ranks));
  }

  private Found found(DemoIndex.Result[] samples, Map<Integer, Integer> ranks) {
    Arrays.sort(samples, Comparator.comparingLong(DemoIndex.Result::nanos));
    DemoIndex.Result result = samples[samples.length / 2];
    int n = result.hits().size();
    float[] rows = new float[n * Embedder.DIMENSION];
    for (int i = 0; i < n; i++) {
      int offset = result.hits().get(i).id() * Embedder.DIMENSION;
      System.arraycopy(vectors, offset, rows, i * Embedder.DIMENSION, Embedder.DIMENSION);
    }
    int[] bins = new int[n];
    int[] seconds = new int[n];
    model.assign(rows, n, LearnedPartitionVectorsFormat.DEFAULT_SPILL, bins, seconds);
    List<Hit> hits = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      DemoIndex.Hit hit = result.hits().get(i);
      int bin = ranks.get(seconds[i]) < ranks.get(bins[i]) ? seconds[i] : bins[i];
      List<String> words = new ArrayList<>();
      for (JsonNode word : hit.source().path("words")) {
        words.add(word.asString());
      }
      hits.add(
          new Hit(
              hit.id(),
              words,
              hit.source().path("part_of_speech").asString(),
              hit.source().path("definition").asString(),
              2 * hit.score() - 1,
              bin,
              ranks.get(bin)));
    }
    return new Found(result.nanos() / 1e6, hits);
  }

  @Override
  public void close() {
    model.close();
  }
}
