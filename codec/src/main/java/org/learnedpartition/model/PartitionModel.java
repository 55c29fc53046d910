package org.learnedpartition.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

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
  private final Spill spill;
  // By percent of the vectors that have second rows.
  private final AtomicReferenceArray<Calibration> spilled = new AtomicReferenceArray<>(101);
  private final long vectors;
  private final FloatBuffer centres;
  private final Map<Encoding, Quantizer> quantizers;

  private PartitionModel(ModelFile file) {
    this.file = file;
    this.id = HexFormat.of().formatHex(file.checksum());
    this.manifest = Manifest.ofJson(file.section(ModelFile.MANIFEST));
    this.vectors = IntStream.of(manifest.binSizes()).asLongStream().sum();
    this.calibration = Calibration.ofJson(file.section(ModelFile.CALIBRATION));
    this.centres = centres(file.view(ModelFile.CENTRES), manifest);
    if ((manifest.prices().length == 0) != file.has(ModelFile.DOCUMENT_HEAD)) {
      throw new InvalidModelException("model must have prices or a document head, and not both");
    }
    double mostProbes = calibration.probes().getLast().setting();
    if (mostProbes > manifest.bins()) {
      throw new InvalidModelException(
          "model's calibration has "
              + (int) mostProbes
              + " probes but the model "
              + manifest.bins()
              + " bins");
    }
    this.spill = file.has(ModelFile.SPILL) ? Spill.ofJson(file.section(ModelFile.SPILL)) : null;
    if (spill != null) {
      spill.check(manifest.bins(), calibration);
    }
    int ranked = router().ranked();
    if (ranked != manifest.ranked()) {
      throw new InvalidModelException(
          "model's router ranks " + ranked + " bins, the manifest says " + manifest.ranked());
    }
    documentHead();
    this.quantizers = quantizers();
  }

  private Map<Encoding, Quantizer> quantizers() {
    Map<Encoding, Quantizer> made = new EnumMap<>(Encoding.class);
    if (file.has(ModelFile.CODES)) {
      double[] mean = Quantizer.mean(centres, manifest);
      for (Codebook book : CodesSection.read(file.view(ModelFile.CODES), dimension())) {
        made.put(book.encoding(), new Quantizer(book, similarity(), file, mean));
      }
    }
    return made;
  }

  private static FloatBuffer centres(ByteBuffer bytes, Manifest manifest) {
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
    FloatBuffer centres = bytes.asFloatBuffer();
    for (int i = 0; i < centres.limit(); i++) {
      if (!Float.isFinite(centres.get(i))) {
        throw new InvalidModelException(
            "model's centre of bin " + i / manifest.dimension() + " is not finite");
      }
    }
    return centres;
  }

  /** The router, checked. */
  OnnxGraph router() {
    return graph(ModelFile.ROUTER, "router");
  }

  /** The document head, checked, or null. */
  OnnxGraph documentHead() {
    return file.has(ModelFile.DOCUMENT_HEAD)
        ? graph(ModelFile.DOCUMENT_HEAD, "document head")
        : null;
  }

  private OnnxGraph graph(int kind, String name) {
    return OnnxGraph.check(file.bytes(kind), name, manifest.dimension(), manifest.bins());
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

  /** Makes a model from its parts, without second rows. */
  public static PartitionModel of(
      Manifest manifest,
      byte[] router,
      byte[] documentHead,
      float[] centres,
      Calibration calibration,
      List<Codebook> codebooks) {
    return of(manifest, router, documentHead, centres, calibration, codebooks, null);
  }

  /**
   * Makes a model from its parts.
   *
   * @param router ONNX graph with the contract of {@link Router}
   * @param documentHead ONNX graph with the same contract, or null
   * @param centres bins × dimension values, row-major
   * @param codebooks of the encodings that have codes, by ascending wire number; may be none
   * @param spill which documents have second rows, or null if none has
   * @throws InvalidModelException if the parts do not fit each other
   */
  public static PartitionModel of(
      Manifest manifest,
      byte[] router,
      byte[] documentHead,
      float[] centres,
      Calibration calibration,
      List<Codebook> codebooks,
      Spill spill) {
    if (centres.length > MAX_BYTES / Float.BYTES) {
      throw new InvalidModelException(
          "model's centres have " + centres.length + " values, more than a file takes");
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(centres.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(centres);
    byte[][] sections = new byte[ModelFile.KINDS][];
    sections[ModelFile.MANIFEST] = manifest.toJson();
    sections[ModelFile.ROUTER] = router;
    sections[ModelFile.DOCUMENT_HEAD] = documentHead;
    sections[ModelFile.CENTRES] = bytes.array();
    sections[ModelFile.CALIBRATION] = calibration.toJson();
    sections[ModelFile.CODES] = codebooks.isEmpty() ? null : CodesSection.write(codebooks);
    sections[ModelFile.SPILL] = spill == null ? null : spill.toJson();
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

  /**
   * The calibration for segments in which a share of the vectors has second rows. Made once for
   * each share, in percent: figures tell no finer.
   *
   * @param share 0 … 1
   * @throws IllegalArgumentException if it is not
   */
  public Calibration calibration(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "[spill] must be a share of the vectors from 0 to 1, got " + share);
    }
    int percent = (int) Math.round(100 * share);
    if (spill == null || percent == 0) {
      return calibration;
    }
    Calibration made = spilled.get(percent);
    if (made == null) {
      made = spill.calibration(calibration, percent / 100.0);
      spilled.set(percent, made);
    }
    return made;
  }

  /**
   * How many of the vectors that calibration was measured on lie as near to a query as its k
   * nearest in an index that they are a sample of. What calibration says of so many holds for k in
   * the index: among ten times as many vectors the ten nearest are about as near as the nearest one
   * of the sample.
   *
   * <p>In an index of fewer vectors it is k. That index may be a shard, of whose k nearest those
   * count that are among the nearest of all shards, and these lie no farther out.
   *
   * @param k neighbours
   * @param indexed vectors in the index, or 0 if that is not known
   * @return at most k, not whole
   */
  public double sampled(int k, long indexed) {
    return indexed > vectors && vectors > 0 ? (double) k * vectors / indexed : k;
  }

  /** Which documents have second rows, or null if none has. */
  public Spill spill() {
    return spill;
  }

  /** Centres of the bins, bins × dimension values, row-major, in place; position 0, read-only. */
  public FloatBuffer centres() {
    return centres.duplicate();
  }

  /** How rows of this model may be stored, by wire number: floats always. */
  public Set<Encoding> encodings() {
    Set<Encoding> encodings = EnumSet.of(Encoding.X1);
    encodings.addAll(quantizers.keySet());
    return encodings;
  }

  /**
   * What makes the codes of an encoding.
   *
   * @return null for {@link Encoding#X1}, and where the model has no codes of the encoding
   */
  public Quantizer quantizer(Encoding encoding) {
    return quantizers.get(encoding);
  }

  /** What makes the codes of a codebook, whether this model has it or not. */
  public Quantizer quantizer(Codebook codebook) {
    if (codebook.dimension() != dimension()) {
      throw new InvalidModelException(
          "codebook has dimension " + codebook.dimension() + ", the model " + dimension());
    }
    return new Quantizer(codebook, similarity(), file, Quantizer.mean(centres, manifest));
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
