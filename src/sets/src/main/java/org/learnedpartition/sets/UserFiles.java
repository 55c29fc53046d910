package org.learnedpartition.sets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.learnedpartition.data.NeighbourFile;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.model.Similarity;

/**
 * Vectors and queries in files of their own.
 *
 * @param baseFile in any format that is read
 * @param queryFile in any format that is read
 * @param truthFile {@code .ivecs}, or a table of an HDF5 file; null if there is none
 */
record UserFiles(Similarity similarity, Path baseFile, Path queryFile, Path truthFile)
    implements UserData {

  @Override
  public List<Path> files() {
    return Stream.of(baseFile, queryFile, truthFile)
        .filter(file -> file != null)
        .map(VectorSource::file)
        .toList();
  }

  /** Files may be the same, and their parts others. */
  @Override
  public String key() throws IOException {
    return UserData.super.key() + baseFile + '\n' + queryFile + '\n' + truthFile + '\n';
  }

  @Override
  public VectorSource base() throws IOException {
    return VectorSource.open(baseFile);
  }

  @Override
  public VectorSource queries() throws IOException {
    return VectorSource.open(queryFile);
  }

  @Override
  public Path baseAsItIs() {
    return ours(baseFile);
  }

  @Override
  public Path queriesAsTheyAre() {
    return ours(queryFile);
  }

  private static Path ours(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".fvecs") || name.endsWith(".bvecs") ? file : null;
  }

  @Override
  public Given truth(int queries, int base) throws IOException {
    if (truthFile == null) {
      return null;
    }
    int k;
    try (VectorSource rows = VectorSource.open(truthFile)) {
      k = Math.min(rows.dimension(), GroundTruth.K);
    }
    return new Given(k, NeighbourFile.read(truthFile, queries, base, k));
  }
}
