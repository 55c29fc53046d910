package org.learnedpartition.bench.run;

import org.apache.lucene.codecs.hnsw.DefaultFlatVectorScorer;
import org.apache.lucene.codecs.hnsw.FlatVectorScorerUtil;
import org.learnedpartition.bench.engine.JVectorEngine;
import org.learnedpartition.vector.Gemm;

/**
 * Whether the libraries compare vectors with vector instructions here.
 *
 * @param lucene whether Lucene does
 * @param jvector whether JVector does
 * @param bits of the vector registers that this project uses, 0 if it uses none
 */
public record Simd(boolean lucene, boolean jvector, int bits) {
  /** What this JVM does. */
  public static Simd here() {
    // Neither library tells; both choose a class once, by what the JVM offers.
    return new Simd(
        !(FlatVectorScorerUtil.getLucene99FlatVectorsScorer() instanceof DefaultFlatVectorScorer),
        JVectorEngine.vectorized(),
        Gemm.vectorBits());
  }

  /**
   * @return one sentence that says who compares without and what to do, or null if all is well
   */
  public String problem() {
    String without =
        (lucene ? "" : ", Lucene")
            + (jvector ? "" : ", JVector")
            + (bits > 0 ? "" : ", learned partition");
    if (without.isEmpty()) {
      return null;
    }
    return "vectors are compared without vector instructions by "
        + without.substring(2)
        + " on Java "
        + Runtime.version().feature()
        + ", so that times mean nothing: run with ./lp, or java --add-modules jdk.incubator.vector"
        + " on a HotSpot JVM of 21 to 26";
  }
}
