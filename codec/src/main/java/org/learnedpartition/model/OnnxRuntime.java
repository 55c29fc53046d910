package org.learnedpartition.model;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;

/** ONNX Runtime's environment, of which a process has one, named by whoever asks first. */
public final class OnnxRuntime {
  private OnnxRuntime() {}

  /**
   * The environment of this process, with ONNX Runtime's reports to its maker switched off: its
   * builds for Windows make them unless told not to.
   *
   * @throws IllegalStateException if ONNX Runtime cannot be told
   */
  public static OrtEnvironment environment() {
    OrtEnvironment environment =
        OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "learned-partition");
    try {
      environment.setTelemetry(false);
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime's telemetry cannot be switched off", e);
    }
    return environment;
  }
}
