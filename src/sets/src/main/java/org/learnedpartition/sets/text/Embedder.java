package org.learnedpartition.sets.text;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.learnedpartition.model.OnnxRuntime;

/**
 * Texts to unit vectors of {@value #DIMENSION} components with all-MiniLM-L6-v2, quantized to 8
 * bits: the mean over a text's tokens, normalised. One single-threaded session that any number of
 * threads may use at once.
 *
 * <p>The model quantizes its activations over a whole batch, so that a vector depends a little on
 * what shares its batch (cosine about 0.99 between the same text alone and in company). Whoever
 * needs the same vectors again gives the same texts again: {@link EmbeddingCache} does.
 */
public final class Embedder implements AutoCloseable {
  /** Components of a vector. */
  public static final int DIMENSION = 384;

  /**
   * Texts of one run of the model. 16 took 2.4 ms of processor time a text and 1 took 7.3 ms; more
   * than 16 brought little and pads more.
   */
  static final int BATCH = 16;

  /** Tokens beyond are cut off; the longest definition has fewer. */
  private static final int MAX_TOKENS = 256;

  private static final String MODEL = "/all-minilm-l6-v2-q.onnx";
  private static final String TOKENIZER = "/all-minilm-l6-v2-q-tokenizer.json";

  private final OrtEnvironment environment = OnnxRuntime.environment();
  private final OrtSession session;
  private final HuggingFaceTokenizer tokenizer;
  private final byte[] id;

  /**
   * Loads the model from the class path.
   *
   * @param libraries folder to which the tokenizer's native library is unpacked
   * @throws IOException if the model is not on the class path or not usable
   */
  public Embedder(Path libraries) throws IOException {
    // Without these the tokenizer reports its use to its maker, looks for a GPU build of itself to
    // download, and unpacks to the home folder.
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("DJL_CACHE_DIR", libraries.toString());
    byte[] model = resource(MODEL);
    byte[] vocabulary = resource(TOKENIZER);
    this.id =
        new Sha256()
            .add(model)
            .add(vocabulary)
            .add("mean, unit, batch " + BATCH + ", tokens " + MAX_TOKENS)
            .bytes();
    this.tokenizer = tokenizer(vocabulary, libraries);
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      this.session = environment.createSession(model, options);
    } catch (OrtException e) {
      tokenizer.close();
      throw new IOException("the sentence model [" + MODEL + "] could not be loaded", e);
    }
  }

  private static HuggingFaceTokenizer tokenizer(byte[] vocabulary, Path libraries)
      throws IOException {
    try {
      return HuggingFaceTokenizer.newInstance(
          new ByteArrayInputStream(vocabulary),
          Map.of(
              "padding",
              "false",
              "truncation",
              "true",
              "maxLength",
              String.valueOf(MAX_TOKENS),
              "modelMaxLength",
              String.valueOf(MAX_TOKENS)));
    } catch (RuntimeException | LinkageError e) {
      Throwable reason = e;
      while (reason.getCause() != null) {
        reason = reason.getCause();
      }
      throw new IOException(
          "the tokenizer's native library could not be unpacked to ["
              + libraries
              + "] and loaded; it takes 14 MB, and "
              + libraries.toAbsolutePath().getParent().toFile().getUsableSpace() / (1 << 20)
              + " are free there: "
              + reason.getMessage(),
          e);
    }
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = Embedder.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("the sentence model is not on the class path: [" + name + "]");
      }
      return in.readAllBytes();
    }
  }

  /** SHA-256 of all that a vector depends on besides the texts of its batch; 32 bytes. */
  byte[] id() {
    return id.clone();
  }

  /** The unit vector of one text. */
  public float[] embed(String text) {
    float[] vector = new float[DIMENSION];
    embed(List.of(text), vector);
    return vector;
  }

  /**
   * Embeds texts in batches of {@value #BATCH} of like length. The same list gives the same
   * vectors.
   *
   * @param vectors receives {@value #DIMENSION} values a text, in the order of the texts
   */
  public void embed(List<String> texts, float[] vectors) {
    Encoding[] encoded = tokenizer.batchEncode(texts);
    long[][] tokens = new long[encoded.length][];
    Arrays.setAll(tokens, i -> encoded[i].getIds());
    Integer[] order = new Integer[tokens.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingInt(i -> -tokens[i].length));
    for (int from = 0; from < order.length; from += BATCH) {
      Integer[] batch = Arrays.copyOfRange(order, from, Math.min(from + BATCH, order.length));
      try {
        run(tokens, batch, vectors);
      } catch (OrtException e) {
        throw new IllegalStateException("the sentence model failed on " + texts.get(batch[0]), e);
      }
    }
  }

  /** Runs one batch, longest text first; shorter ones are padded and masked. */
  private void run(long[][] tokens, Integer[] batch, float[] vectors) throws OrtException {
    int width = tokens[batch[0]].length;
    long[] ids = new long[batch.length * width];
    long[] mask = new long[ids.length];
    for (int row = 0; row < batch.length; row++) {
      long[] text = tokens[batch[row]];
      System.arraycopy(text, 0, ids, row * width, text.length);
      Arrays.fill(mask, row * width, row * width + text.length, 1);
    }
    long[] shape = {batch.length, width};
    try (OnnxTensor id = OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape);
        OnnxTensor attention = OnnxTensor.createTensor(environment, LongBuffer.wrap(mask), shape);
        OnnxTensor type =
            OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[ids.length]), shape);
        OrtSession.Result result =
            session.run(
                Map.of("input_ids", id, "attention_mask", attention, "token_type_ids", type))) {
      FloatBuffer states = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] state = new float[DIMENSION];
      for (int row = 0; row < batch.length; row++) {
        int offset = batch[row] * DIMENSION;
        Arrays.fill(vectors, offset, offset + DIMENSION, 0);
        for (int token = 0; token < tokens[batch[row]].length; token++) {
          states.get((row * width + token) * DIMENSION, state);
          for (int d = 0; d < DIMENSION; d++) {
            vectors[offset + d] += state[d];
          }
        }
        normalise(vectors, offset);
      }
    }
  }

  private static void normalise(float[] vectors, int offset) {
    double square = 0;
    for (int d = offset; d < offset + DIMENSION; d++) {
      square += (double) vectors[d] * vectors[d];
    }
    float scale = (float) (1 / Math.sqrt(square));
    for (int d = offset; d < offset + DIMENSION; d++) {
      vectors[d] *= scale;
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("the sentence model could not be closed", e);
    } finally {
      tokenizer.close();
    }
  }
}
