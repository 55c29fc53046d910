package org.learnedpartition.codec;

import java.io.IOException;
import java.util.Objects;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.hnsw.FlatVectorScorerUtil;
import org.apache.lucene.codecs.hnsw.FlatVectorsFormat;
import org.apache.lucene.codecs.hnsw.FlatVectorsScorer;
import org.apache.lucene.codecs.lucene99.Lucene99FlatVectorsFormat;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;
import org.learnedpartition.model.Encoding;
import org.learnedpartition.model.Manifest;
import org.learnedpartition.model.PartitionModel;

/**
 * Vectors in the order of the bins of a partition model. The model is the same for all segments, so
 * a vector's bin never changes and a merge copies postings instead of building them again; and it
 * is embedded in each segment, so that a segment is read with nothing but its own files.
 *
 * <p>The vectors themselves are in {@link Lucene99FlatVectorsFormat}'s files (.vec, .vemf). Three
 * more files hold the postings. Integers are little-endian; each file starts with an index header
 * and ends with a footer ({@link org.apache.lucene.codecs.CodecUtil}).
 *
 * <h2>.lpp (postings) file</h2>
 *
 * <p>For each field that has postings, one row for each vector, and a second one for some, in
 * another bin ({@link org.learnedpartition.model.Spill} says for which). They are sorted by bin; in
 * a bin the first rows of vectors come before the second ones of others; then by ordinal:
 *
 * <ul>
 *   <li>zeros up to a multiple of 64 bytes
 *   <li><b>array[int32]</b> the ordinal in the .vec file of the vector in each row
 *   <li>zeros up to a multiple of 64 bytes
 *   <li>the rows, in the field's encoding
 * </ul>
 *
 * <p>Encodings, by wire number:
 *
 * <ul>
 *   <li><b>0</b>, 1x: a row is the vector in the field's element type, float32 or int8; rows lie
 *       one behind the other
 *   <li><b>1</b>, 4x: a code of 8 bits for each component
 *   <li><b>2</b>, 8x: a code of 4 bits for each component
 *   <li><b>3</b>, 16x: a code of 4 bits for each two components
 *   <li><b>4</b>, 32x: a code of 4 bits for each four components
 * </ul>
 *
 * <p>Rows that have codes lie in blocks of 16, whatever their bins, so that a bin may begin and end
 * anywhere in a block; the last block is filled up with zeros. A block holds all rows' first codes,
 * then their second ones, and so on, so that one load has those of all rows:
 *
 * <ul>
 *   <li><b>[byte[16]]</b> for each two codes of 4 bits: byte i holds the first of row i in its low
 *       and the second, or 0 if there is none, in its high half; or for each code of 8 bits, one
 *       byte a row
 *   <li><b>[float32[16]]</b> the rows' constants
 * </ul>
 *
 * <p>What codes and constants mean is in {@link org.learnedpartition.model.Quantizer}: they are
 * made from the vector, its bin and the model, and so never change.
 *
 * <h2>.lpx (models) file</h2>
 *
 * <p>The bytes of each distinct model of the segment, once, in the format of {@link
 * org.learnedpartition.model}, one behind the other.
 *
 * <h2>.lpm (meta) file</h2>
 *
 * <p>For each field:
 *
 * <ul>
 *   <li><b>[int32]</b> field number
 *   <li><b>[int8]</b> element type: 0 int8, 1 float32
 *   <li><b>[int8]</b> similarity: 0 Euclidean, 1 dot product, 2 cosine, 3 maximum inner product
 *   <li><b>[vint]</b> dimension
 *   <li><b>[vint]</b> 0 if the field is flat, which ends its entry; else 1 + the index of its model
 *   <li><b>[int8]</b> encoding of the rows
 *   <li><b>[float32]</b> spill: the share of the vectors that were allowed second rows, 0 to 1; in
 *       a merged segment the mean over its vectors
 *   <li><b>[vint]</b> number of rows
 *   <li><b>[vint]</b> number of bins
 *   <li><b>array[vint]</b> for each bin, the number of its rows: the prefix counts, delta coded
 *   <li><b>[vint]</b> number of second rows
 *   <li><b>array[vint]</b> if there are any, for each bin the number of its second rows
 *   <li><b>[vlong]</b> offset of the ordinals in the .lpp file
 *   <li><b>[vlong]</b> length of the ordinals, in bytes
 *   <li><b>[vlong]</b> offset of the rows in the .lpp file
 *   <li><b>[vlong]</b> length of the rows, in bytes
 * </ul>
 *
 * <p>then <b>[int32]</b> -1, <b>[vint]</b> the number of models, and for each model:
 *
 * <ul>
 *   <li><b>[byte[32]]</b> its id, the SHA-256 that its own last bytes hold
 *   <li><b>[vlong]</b> offset of its bytes in the .lpx file
 *   <li><b>[vlong]</b> length of its bytes
 * </ul>
 *
 * <h2>Damage</h2>
 *
 * <p>A segment whose embedded model breaks a rule of its format does not open, not even for its raw
 * vectors: the files are checksummed, so these are not the bytes that were written, and a {@link
 * org.apache.lucene.index.CorruptIndexException} names the file and the rule. A good model that
 * cannot be loaded here and now, because ONNX Runtime is missing or too slow, is no such damage and
 * is reported by another exception, after which the segment can be opened again.
 */
public final class LearnedPartitionVectorsFormat extends KnnVectorsFormat {
  /** Name under which segments find the format. */
  public static final String NAME = "LearnedPartition1";

  /** Most components of a vector, as in models and in the k-NN plugin. */
  public static final int MAX_DIMENSIONS = Manifest.MAX_DIMENSION;

  /**
   * Fewest vectors that a segment gets postings for: 1,024. To score so few one by one costs less
   * than a tenth of a millisecond at 100 dimensions, about as much as to probe them; an index of a
   * hundred segments, though, would be scored whole with a threshold above its segments' size.
   * Small segments pay for it with the bytes of the embedded model, often some megabytes, until
   * they are merged.
   */
  public static final int DEFAULT_FLAT_THRESHOLD = 1024;

  /**
   * Encoding of rows: the fastest at equal recall on the data sets that were measured, but for
   * mnist, where 32x is a tenth faster.
   */
  public static final Encoding DEFAULT_ENCODING = Encoding.X16;

  /**
   * Share of the vectors that may have second rows: at a half, candidates at a recall of 0.95, the
   * second rows counted, were fewer by 4 % (mnist), 15 % (photosift), 23 % (glove) and 35 %
   * (wordnetminilm) than with none, in half as many bins. Warm queries of one segment gained less:
   * about a sixth of their time on glove, nothing on photosift. Three quarters saved a few more
   * rows, but no time. To choose a vector's second bin takes 5 µs of glove when it is flushed,
   * beside 3.4 to route it; a merge copies.
   */
  public static final float DEFAULT_SPILL = 0.5f;

  static final String META_CODEC_NAME = "LearnedPartition1Meta";
  static final String META_EXTENSION = "lpm";
  static final String POSTINGS_CODEC_NAME = "LearnedPartition1Postings";
  static final String POSTINGS_EXTENSION = "lpp";
  static final String MODELS_CODEC_NAME = "LearnedPartition1Models";
  static final String MODELS_EXTENSION = "lpx";

  static final int VERSION_START = 0;
  static final int VERSION_CURRENT = VERSION_START;

  /** A cache line, and what Lucene aligns its float vectors to. */
  static final int ALIGNMENT = 64;

  static final FlatVectorsScorer SCORER = FlatVectorScorerUtil.getLucene99FlatVectorsScorer();
  static final FlatVectorsFormat FLAT = new Lucene99FlatVectorsFormat(SCORER);

  private final ModelSource models;
  private final Encoding encoding;
  private final int flatThreshold;
  private final float spill;

  /** For reading; what is flushed with it is flat. */
  public LearnedPartitionVectorsFormat() {
    this(ModelSource.NONE, DEFAULT_ENCODING, DEFAULT_FLAT_THRESHOLD);
  }

  /** With the default spill. */
  public LearnedPartitionVectorsFormat(ModelSource models, Encoding encoding, int flatThreshold) {
    this(models, encoding, flatThreshold, DEFAULT_SPILL);
  }

  /**
   * @param models where fields get their {@link PartitionModel}
   * @param encoding of rows, where the field's elements are floats and its model has it; other rows
   *     are the vectors themselves
   * @param flatThreshold fewest vectors of a segment that get postings, ≥ 0
   * @param spill share of the vectors that may have a second row when they are routed, 0 … 1; where
   *     rows are the vectors themselves, so much more space they take
   */
  public LearnedPartitionVectorsFormat(
      ModelSource models, Encoding encoding, int flatThreshold, float spill) {
    super(NAME);
    this.models = Objects.requireNonNull(models, "models");
    this.encoding = Objects.requireNonNull(encoding, "encoding");
    this.flatThreshold = flatThreshold;
    this.spill = spill;
    if (flatThreshold < 0) {
      throw new IllegalArgumentException("[flatThreshold] must be 0 or more, got " + flatThreshold);
    }
    if (!(spill >= 0 && spill <= 1)) {
      throw new IllegalArgumentException(
          "[spill] must be a share of the vectors from 0 to 1, got " + spill);
    }
  }

  @Override
  public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
    return new LearnedPartitionVectorsWriter(state, models, encoding, flatThreshold, spill);
  }

  @Override
  public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
    return new LearnedPartitionVectorsReader(state);
  }

  @Override
  public int getMaxDimensions(String fieldName) {
    return MAX_DIMENSIONS;
  }

  @Override
  public String toString() {
    return NAME
        + "(encoding="
        + encoding.label()
        + ", flatThreshold="
        + flatThreshold
        + ", spill="
        + spill
        + ")";
  }
}
