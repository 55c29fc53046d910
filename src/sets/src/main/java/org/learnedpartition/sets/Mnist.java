package org.learnedpartition.sets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.data.VectorWriter;
import org.learnedpartition.model.Similarity;

/** Images of digits: the training images are base, the test images queries. */
final class Mnist implements Recipe {
  static final String NAME = "mnist";

  private static final String TRAIN = "train-images-idx3-ubyte";
  private static final String TEST = "t10k-images-idx3-ubyte";
  private static final int ROWS = 1000;

  private final Path from;

  /**
   * @param from folder of the image files; null if the user named none
   */
  Mnist(Path from) {
    this.from = from;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void make(Making making) throws IOException, InterruptedException {
    making.stage(
        List.of("base.bvecs", "query.bvecs"),
        () -> {
          if (from == null) {
            throw new IllegalArgumentException(
                "mnist is made from your own copy: give its folder, which has "
                    + TRAIN
                    + " and "
                    + TEST
                    + ", as they are or with .gz, with --from DIR");
          }
          copy(TRAIN, making.file("base.bvecs"));
          copy(TEST, making.file("query.bvecs"));
        });
    making.truth(Similarity.L2, "base.bvecs", "query.bvecs", "truth");
  }

  private void copy(String images, Path to) throws IOException {
    Path plain = from.resolve(images);
    Path file = Files.exists(plain) ? plain : from.resolve(images + ".gz");
    try (VectorSource source = VectorSource.open(file);
        VectorWriter writer = VectorWriter.create(to, source.dimension())) {
      float[] rows = new float[ROWS * source.dimension()];
      for (int at = 0; at < source.count(); at += ROWS) {
        int n = Math.min(ROWS, source.count() - at);
        source.read(at, n, rows, 0);
        writer.write(rows, 0, n);
      }
      writer.finish();
    }
  }
}
