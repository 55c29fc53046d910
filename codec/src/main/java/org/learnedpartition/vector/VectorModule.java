package org.learnedpartition.vector;

/** Whether this JVM was started with the module of the Vector API, which kernels need. */
final class VectorModule {
  static final boolean PRESENT = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

  private VectorModule() {}
}
