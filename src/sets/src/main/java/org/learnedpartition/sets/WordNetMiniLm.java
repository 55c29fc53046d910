package org.learnedpartition.sets;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.learnedpartition.data.AtomicFile;
import org.learnedpartition.data.VectorWriter;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.sets.text.Embedder;
import org.learnedpartition.sets.text.EmbeddingCache;
import org.learnedpartition.sets.text.Synset;
import org.learnedpartition.sets.text.WordNet;

/**
 * WordNet's definitions as sentence vectors. 5,000 definitions are the usual queries; of the usage
 * examples, which are unlike definitions, 10,000 are the queries {@code ood} and the others are to
 * train with.
 */
final class WordNetMiniLm implements Recipe {
  private static final int QUERIES = 5_000;
  private static final long QUERY_SEED = 21;
  private static final int EXAMPLE_QUERIES = 10_000;
  private static final long EXAMPLE_SEED = 22;

  @Override
  public String name() {
    return "wordnetminilm";
  }

  @Override
  public void make(Making making) throws IOException, InterruptedException {
    Texts texts = new Texts();
    making.stage(
        List.of("definitions.txt", "synsets.tsv", "examples.txt", "examples.of.i32"),
        () -> texts.write(making));
    making.stage(
        List.of(
            "base.fvecs",
            "query.fvecs",
            "ood.fvecs",
            "learn.fvecs",
            "base.txt",
            "query.txt",
            "ood.txt"),
        () -> vectors(making, texts));
    making.truth(Similarity.COSINE, "base.fvecs", "query.fvecs", "truth");
    making.truth(Similarity.COSINE, "base.fvecs", "ood.fvecs", "truth.ood");
  }

  private static void vectors(Making making, Texts texts) throws IOException, InterruptedException {
    // Whole chunks of a making that was killed are found here.
    Path cache = Files.createDirectories(making.downloads().resolve("wordnetminilm"));
    float[] definitions;
    float[] examples;
    try (Embedder embedder = new Embedder(cache.resolve("native"))) {
      EmbeddingCache vectors = new EmbeddingCache(cache, embedder, making.threads());
      long total = texts.definitions.size() + texts.examples.size();
      AtomicLong done = new AtomicLong();
      IntConsumer steps = n -> making.progress().report("embed", done.addAndGet(n), total);
      definitions =
          vectors.vectors("definitions", texts.definitions, texts.definitions.size(), steps);
      examples = vectors.vectors("examples", texts.examples, texts.examples.size(), steps);
    }
    int[] query = Selection.pick(texts.definitions.size(), QUERIES, QUERY_SEED);
    int[] base = Selection.others(texts.definitions.size(), query);
    int[] ood = Selection.pick(texts.examples.size(), EXAMPLE_QUERIES, EXAMPLE_SEED);
    int[] learn = Selection.others(texts.examples.size(), ood);
    write(making.file("base.fvecs"), definitions, base);
    write(making.file("query.fvecs"), definitions, query);
    write(making.file("ood.fvecs"), examples, ood);
    write(making.file("learn.fvecs"), examples, learn);
    Lines.write(making.file("base.txt"), Arrays.stream(base).mapToObj(texts.definitions::get));
    Lines.write(making.file("query.txt"), Arrays.stream(query).mapToObj(texts.definitions::get));
    Lines.write(making.file("ood.txt"), Arrays.stream(ood).mapToObj(texts.examples::get));
  }

  private static void write(Path file, float[] vectors, int[] rows) throws IOException {
    try (VectorWriter writer = VectorWriter.create(file, Embedder.DIMENSION)) {
      for (int row : rows) {
        writer.write(vectors, row * Embedder.DIMENSION, 1);
      }
      writer.finish();
    }
  }

  /** What is embedded. */
  private static final class Texts {
    private final List<Synset> synsets = WordNet.read();
    private final List<String> definitions = synsets.stream().map(Synset::gloss).toList();
    private final List<String> examples = new ArrayList<>();

    /** The definition's row of each example. */
    private final List<Integer> of = new ArrayList<>();

    private Texts() throws IOException {
      for (int row = 0; row < synsets.size(); row++) {
        for (String example : synsets.get(row).examples()) {
          examples.add(example);
          of.add(row);
        }
      }
    }

    private void write(Making making) throws IOException {
      Lines.write(making.file("definitions.txt"), definitions.stream());
      Lines.write(
          making.file("synsets.tsv"),
          synsets.stream().map(s -> s.key() + "\t" + String.join(", ", s.words())));
      Lines.write(making.file("examples.txt"), examples.stream());
      ByteBuffer rows =
          ByteBuffer.allocate(of.size() * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      of.forEach(rows::putInt);
      AtomicFile.write(making.file("examples.of.i32"), rows.flip());
    }
  }
}
