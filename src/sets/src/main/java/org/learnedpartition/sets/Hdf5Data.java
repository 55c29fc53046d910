package org.learnedpartition.sets;

import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.learnedpartition.data.Hdf5Rows;
import org.learnedpartition.data.NeighbourFile;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.model.Similarity;

/**
 * A file as ann-benchmarks has them: {@code train} and {@code test} are vectors, {@code neighbors}
 * the rows of train nearest to each of test, and the attribute {@code distance} says what is near.
 */
final class Hdf5Data implements UserData {
  private final Path file;
  private final Similarity similarity;

  /**
   * @param space l2, cosinesimil or innerproduct; null to take the file's word
   * @throws IOException if the file is no HDF5 file, or does not say what is near
   */
  Hdf5Data(Path file, String space) throws IOException {
    this.file = file;
    if (!Files.isRegularFile(file)) {
      throw new IOException("[" + file + "] is not a file");
    }
    this.similarity =
        space == null ? Hdf5Rows.inspect(file, this::distance) : Similarity.ofSpace(space);
  }

  private Similarity distance(HdfFile hdf) {
    Attribute attribute = hdf.getAttribute("distance");
    String said = attribute == null ? "nothing" : String.valueOf(attribute.getData());
    return switch (said) {
      case "euclidean" -> Similarity.L2;
      case "angular" -> Similarity.COSINE;
      case "dot", "ip", "inner_product" -> Similarity.INNER_PRODUCT;
      default ->
          throw new IllegalArgumentException(
              "its attribute [distance] says "
                  + said
                  + ": expected euclidean, angular or dot, or give --space");
    };
  }

  @Override
  public Similarity similarity() {
    return similarity;
  }

  @Override
  public List<Path> files() {
    return List.of(file);
  }

  @Override
  public VectorSource base() throws IOException {
    return Hdf5Rows.open(file, "train");
  }

  @Override
  public VectorSource queries() throws IOException {
    return Hdf5Rows.open(file, "test");
  }

  @Override
  public Given truth(int queries, int base) throws IOException {
    if (!Hdf5Rows.inspect(file, hdf -> hdf.getChildren().containsKey("neighbors"))) {
      return null;
    }
    try (Hdf5Rows rows = Hdf5Rows.open(file, "neighbors")) {
      int k = Math.min(rows.dimension(), GroundTruth.K);
      return new Given(k, NeighbourFile.read(file, rows, queries, base, k));
    }
  }
}
