package org.learnedpartition.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * A partition of vector space into bins with the router that ranks them: immutable, checked, and
 * known by the SHA-256 of its file. The file is described in {@link org.learnedpartition.model}.
 */
public final class PartitionModel {
  /** Longest model file, in bytes. */
  public static final int MAX_BYTES = ModelFile.MAX_BYTES;

  private final ModelFile file;
  private final String id;
  private final Manifest manifest;
  private final Calibration calibration;
  private final FloatBuffer centres;

  private PartitionModel(ModelFile file) {
    this.file = file;
    this.id = HexFormat.of().formatHex(file.checksum());
    this.manifest = Manifest.ofJson(file.section(ModelFile.MANIFEST));
    this.calibration = Calibration.ofJson(file.section(ModelFile.CALIBRATION));
    ByteBuffer bytes = file.view(ModelFile.CENTRES);
    long expected = (long) manifest.bins() * manifest.dimension() * Float.BYTES;
    if (bytes.remaining() != expected) {
      throw new InvalidModelException(
          "model's centres take "
              + bytes.remaining()
              + " bytes, expected "
              + expected
              + " for "
              + manifest.bins()
              + " bins of dimension "
              + manifest.dimension());
    }
    this.centres = bytes.asFloatBuffer();
    for (int i = 0; i < centres.limit(); i++) {
      if (!Float.isFinite(centres.get(i))) {
        throw new InvalidModelException(
            "model's centre of bin " + i / manifest.dimension() + " is not finite");
      }
    }
    if (manifest.prices().length == 0 && !file.has(ModelFile.DOCUMENT_HEAD)) {
      throw new InvalidModelException("model has neither prices nor a document head");
    }
    OnnxGraph.check(
        file.section(ModelFile.ROUTER), "router", manifest.dimension(), manifest.ranked());
    if (file.has(ModelFile.DOCUMENT_HEAD)) {
      OnnxGraph.check(
          file.section(ModelFile.DOCUMENT_HEAD),
          "document head",
          manifest.dimension(),
          manifest.ranked());
    }
  }

  /**
   * Reads and checks a model.
   *
   * @param file content of a {@code .partition} file; not copied, must not change afterwards
   * @throws InvalidModelException if it breaks a rule of the format
   */
  public static PartitionModel read(byte[] file) {
    return new PartitionModel(ModelFile.read(file));
  }

  /**
   * Reads and checks a model.
   *
   * @throws InvalidModelException if it breaks a rule of the format
   * @throws IOException if the file cannot be read
   */
  public static PartitionModel read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new InvalidModelException(
            "[" + file + "] is longer than a model may be, " + MAX_BYTES + " bytes");
      }
      return read(bytes);
    }
  }

  /**
   * Makes a model from its parts.
   *
   * @param router ONNX graph with the contract of {@link Router}
   * @param documentHead ONNX graph with the same contract, or null
   * @param centres bins × dimension values, row-major
   * @throws InvalidModelException if the parts do not fit each other
   */
  public static PartitionModel of(
      Manifest manifest,
      byte[] router,
      byte[] documentHead,
      float[] centres,
      Calibration calibration) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(centres.length, Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(centres);
    byte[][] sections = new byte[ModelFile.CALIBRATION + 1][];
    sections[ModelFile.MANIFEST] = manifest.toJson();
    sections[ModelFile.ROUTER] = router;
    sections[ModelFile.DOCUMENT_HEAD] = documentHead;
    sections[ModelFile.CENTRES] = bytes.array();
    sections[ModelFile.CALIBRATION] = calibration.toJson();
    return read(ModelFile.write(sections));
  }

  /** SHA-256 of the file as 64 lower-case hex digits. */
  public String id() {
    return id;
  }

  public Manifest manifest() {
    return manifest;
  }

  public int dimension() {
    return manifest.dimension();
  }

  public int bins() {
    return manifest.bins();
  }

  public Similarity similarity() {
    return manifest.similarity();
  }

  public Calibration calibration() {
    return calibration;
  }

  /** Centres of the bins, bins × dimension values, row-major, in place; position 0, read-only. */
  public FloatBuffer centres() {
    return centres.duplicate();
  }

  /** The router as ONNX. */
  public byte[] routerOnnx() {
    return file.section(ModelFile.ROUTER);
  }

  /**
   * The document head as ONNX, or null when documents go by the router and the manifest's prices.
   */
  public byte[] documentHeadOnnx() {
    return file.has(ModelFile.DOCUMENT_HEAD) ? file.section(ModelFile.DOCUMENT_HEAD) : null;
  }

  /** The whole file; read-only. */
  public ByteBuffer file() {
    return ByteBuffer.wrap(file.bytes()).asReadOnlyBuffer();
  }

  @Override
  public String toString() {
    return "PartitionModel("
        + id.substring(0, 12)
        + ", "
        + manifest.bins()
        + " bins × "
        + manifest.dimension()
        + ", "
        + manifest.similarity().space()
        + ")";
  }
}
