package org.learnedpartition.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Map;

/** A router run by ONNX Runtime. */
final class OnnxRouter implements Router {
  private final OrtSession session;
  private final int dimension;
  private final int bins;
  private final int ranked;

  private OnnxRouter(OrtSession session, int dimension, int bins, int ranked) {
    this.session = session;
    this.dimension = dimension;
    this.bins = bins;
    this.ranked = ranked;
  }

  static OnnxRouter open(PartitionModel model) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      OrtSession session =
          OrtEnvironment.getEnvironment().createSession(model.routerOnnx(), options);
      return new OnnxRouter(session, model.dimension(), model.bins(), model.manifest().ranked());
    } catch (OrtException e) {
      throw new InvalidModelException("model's router cannot be loaded: " + e.getMessage(), e);
    }
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public int bins() {
    return bins;
  }

  @Override
  public int ranked() {
    return ranked;
  }

  @Override
  public void route(float[] vectors, int count, int[] rankedBins, float[] logProbabilities) {
    if (count == 0) {
      return;
    }
    try (OnnxTensor input =
            OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(),
                FloatBuffer.wrap(vectors, 0, count * dimension),
                new long[] {count, dimension});
        OrtSession.Result result = session.run(Map.of("vector", input))) {
      LongBuffer bin = ((OnnxTensor) result.get("bins").orElseThrow()).getLongBuffer();
      ((OnnxTensor) result.get("log_probability").orElseThrow())
          .getFloatBuffer()
          .get(logProbabilities, 0, count * ranked);
      for (int i = 0; i < count * ranked; i++) {
        rankedBins[i] = (int) bin.get(i);
      }
    } catch (OrtException e) {
      throw new IllegalStateException("router failed: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("router could not be closed: " + e.getMessage(), e);
    }
  }
}
