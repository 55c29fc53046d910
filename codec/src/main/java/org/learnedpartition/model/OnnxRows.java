package org.learnedpartition.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Map;

/**
 * Native memory for a fixed number of vectors and their rankings, which a run reads and writes in
 * place. For one thread at a time.
 */
final class OnnxRows implements AutoCloseable {
  private final int rows;
  private final FloatBuffer vectors;
  private final LongBuffer bins;
  private final FloatBuffer logProbabilities;
  private final Map<String, OnnxTensor> inputs;
  private final Map<String, OnnxTensor> outputs;

  OnnxRows(OrtEnvironment environment, int rows, int dimension, int ranked) throws OrtException {
    this.rows = rows;
    this.vectors = direct(rows * dimension * Float.BYTES).asFloatBuffer();
    this.bins = direct(rows * ranked * Long.BYTES).asLongBuffer();
    this.logProbabilities = direct(rows * ranked * Float.BYTES).asFloatBuffer();
    long[] ranking = {rows, ranked};
    this.inputs =
        Map.of(
            OnnxInterface.VECTOR,
            OnnxTensor.createTensor(environment, vectors, new long[] {rows, dimension}));
    this.outputs =
        Map.of(
            OnnxInterface.BINS, OnnxTensor.createTensor(environment, bins, ranking),
            OnnxInterface.LOG_PROBABILITY,
                OnnxTensor.createTensor(environment, logProbabilities, ranking));
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  int rows() {
    return rows;
  }

  /** What the next run reads, rows × dimension. */
  FloatBuffer vectors() {
    return vectors;
  }

  /** What the last run wrote, rows × ranked. */
  LongBuffer bins() {
    return bins;
  }

  /** What the last run wrote, rows × ranked. */
  FloatBuffer logProbabilities() {
    return logProbabilities;
  }

  void run(OrtSession session) throws OrtException {
    session.run(inputs, outputs).close();
  }

  @Override
  public void close() {
    inputs.values().forEach(OnnxTensor::close);
    outputs.values().forEach(OnnxTensor::close);
  }
}
