package org.learnedpartition.vector;

/** The scalar twin of {@link SimdFloatKernel}, for JVMs without the Vector API. */
final class ScalarFloatKernel implements FloatRows.Kernel {
  // Four chains: one alone would wait for each of its additions.
  @Override
  public float dot(float[] query, byte[] rows, int offset) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int i = 0;
    int at = offset;
    for (; i < (query.length & -4); i += 4, at += 4 * Float.BYTES) {
      s0 = Math.fma(query[i], (float) BlockLayout.FLOAT.get(rows, at), s0);
      s1 = Math.fma(query[i + 1], (float) BlockLayout.FLOAT.get(rows, at + 4), s1);
      s2 = Math.fma(query[i + 2], (float) BlockLayout.FLOAT.get(rows, at + 8), s2);
      s3 = Math.fma(query[i + 3], (float) BlockLayout.FLOAT.get(rows, at + 12), s3);
    }
    for (; i < query.length; i++, at += Float.BYTES) {
      s0 = Math.fma(query[i], (float) BlockLayout.FLOAT.get(rows, at), s0);
    }
    return (s0 + s1) + (s2 + s3);
  }
}
