package org.learnedpartition.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.learnedpartition.cluster.ClusterAccess;
import org.learnedpartition.cluster.IndexField;
import org.learnedpartition.cluster.IndexVectors;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.parallel.Progress;
import picocli.CommandLine.Option;

/** How commands get into a cluster. */
final class ClusterOptions {
  /** What can be read, for the help of commands. */
  static final String VECTORS =
      "Vectors: .fvecs, .bvecs, .ivecs, .npy, idx (-ubyte, .idx, also .gz), FILE.hdf5:TABLE,"
          + " FILE.jsonl:FIELD, or a live index, http://HOST:PORT/INDEX:FIELD.";

  private static final String PASSWORD = "LP_PASSWORD";

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description =
          "User of the cluster (default: none); the password is in the variable " + PASSWORD + ".")
  private String user;

  @Option(
      names = "--ca",
      paramLabel = "FILE.pem",
      description = "Certificates that the cluster's is signed by (default: those of Java).")
  private Path authorities;

  ClusterAccess access() {
    // The variable may be set for other calls.
    return new ClusterAccess(user, user == null ? null : System.getenv(PASSWORD), authorities);
  }

  /**
   * Opens a file or a live index.
   *
   * @param most vectors that are wanted; of a larger index a random sample is read
   */
  VectorSource open(String place, int most, Progress progress)
      throws IOException, InterruptedException {
    return IndexField.isMeant(place)
        ? IndexVectors.read(IndexField.of(place), access(), most, progress)
        : VectorSource.open(Path.of(place), progress);
  }
}
