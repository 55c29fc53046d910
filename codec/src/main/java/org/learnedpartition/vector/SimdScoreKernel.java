package org.learnedpartition.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Whole registers of scores; what is left at the end of a row is scalar. */
final class SimdScoreKernel implements ScoreRow.Kernel {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private final ScalarScoreKernel rest = new ScalarScoreKernel();

  @Override
  public float max(float[] a, int offset, int length) {
    FloatVector max = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    int end = SPECIES.loopBound(length);
    for (int i = 0; i < end; i += LANES) {
      max = max.max(FloatVector.fromArray(SPECIES, a, offset + i));
    }
    return Math.max(max.reduceLanes(VectorOperators.MAX), rest.max(a, offset + end, length - end));
  }

  @Override
  public float maxLess(float[] a, int offset, int length, float[] b) {
    FloatVector max = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    int end = SPECIES.loopBound(length);
    for (int i = 0; i < end; i += LANES) {
      FloatVector score = FloatVector.fromArray(SPECIES, a, offset + i);
      max = max.max(score.sub(FloatVector.fromArray(SPECIES, b, i)));
    }
    float greatest = max.reduceLanes(VectorOperators.MAX);
    for (int i = end; i < length; i++) {
      greatest = Math.max(greatest, a[offset + i] - b[i]);
    }
    return greatest;
  }

  @Override
  public int indexOfLess(float[] a, int offset, int length, float[] b, float value) {
    int end = SPECIES.loopBound(length);
    for (int i = 0; i < end; i += LANES) {
      FloatVector score = FloatVector.fromArray(SPECIES, a, offset + i);
      VectorMask<Float> equal =
          score.sub(FloatVector.fromArray(SPECIES, b, i)).compare(VectorOperators.EQ, value);
      if (equal.anyTrue()) {
        return i + equal.firstTrue();
      }
    }
    return ScalarScoreKernel.indexOfLess(a, offset, end, length, b, value);
  }

  @Override
  public int count(float[] a, int offset, int length, float least) {
    int count = 0;
    int end = offset + SPECIES.loopBound(length);
    for (int i = offset; i < end; i += LANES) {
      count += FloatVector.fromArray(SPECIES, a, i).compare(VectorOperators.GE, least).trueCount();
    }
    return count + ScalarScoreKernel.countBetween(a, end, offset + length, least);
  }

  @Override
  public int select(float[] a, int length, float least, float below, int[] indices) {
    int n = 0;
    int end = SPECIES.loopBound(length);
    for (int i = 0; i < end; i += LANES) {
      FloatVector score = FloatVector.fromArray(SPECIES, a, i);
      long found =
          score
              .compare(VectorOperators.GE, least)
              .and(score.compare(VectorOperators.LT, below))
              .toLong();
      for (; found != 0; found &= found - 1) {
        indices[n++] = i + Long.numberOfTrailingZeros(found);
      }
    }
    return ScalarScoreKernel.select(a, end, length, least, below, indices, n);
  }

  @Override
  public int selectSums(
      float[] a, int offset, int length, float[] b, int bOffset, float least, int[] indices) {
    int n = 0;
    int end = SPECIES.loopBound(length);
    for (int i = 0; i < end; i += LANES) {
      FloatVector sum =
          FloatVector.fromArray(SPECIES, a, offset + i)
              .add(FloatVector.fromArray(SPECIES, b, bOffset + i));
      long found = sum.compare(VectorOperators.GE, least).toLong();
      for (; found != 0; found &= found - 1) {
        indices[n++] = i + Long.numberOfTrailingZeros(found);
      }
    }
    return ScalarScoreKernel.selectSums(a, offset, end, length, b, bOffset, least, indices, n);
  }

  // ScalarScoreKernel.exp, lane by lane.
  @Override
  public double sumOfExp(float[] a, int offset, int length, float max) {
    FloatVector sum = FloatVector.zero(SPECIES);
    int end = SPECIES.loopBound(length);
    for (int i = 0; i < end; i += LANES) {
      FloatVector x =
          FloatVector.fromArray(SPECIES, a, offset + i).sub(max).max(ScalarScoreKernel.LOWEST);
      FloatVector shifted = x.mul(ScalarScoreKernel.LOG2_E).add(ScalarScoreKernel.ROUND);
      FloatVector n = shifted.sub(ScalarScoreKernel.ROUND);
      FloatVector r =
          x.sub(n.mul(ScalarScoreKernel.LN2_HIGH)).sub(n.mul(ScalarScoreKernel.LN2_LOW));
      FloatVector p = FloatVector.broadcast(SPECIES, ScalarScoreKernel.P0);
      p = p.fma(r, FloatVector.broadcast(SPECIES, ScalarScoreKernel.P1));
      p = p.fma(r, FloatVector.broadcast(SPECIES, ScalarScoreKernel.P2));
      p = p.fma(r, FloatVector.broadcast(SPECIES, ScalarScoreKernel.P3));
      p = p.fma(r, FloatVector.broadcast(SPECIES, ScalarScoreKernel.P4));
      p = p.fma(r, FloatVector.broadcast(SPECIES, ScalarScoreKernel.P5));
      p = p.mul(r).fma(r, r.add(1));
      IntVector power =
          shifted
              .reinterpretAsInts()
              .add(127 - ScalarScoreKernel.ROUND_BITS)
              .lanewise(VectorOperators.LSHL, 23);
      sum = p.fma(power.reinterpretAsFloats(), sum);
    }
    // Lanes are added in order: reduceLanes has another in the interpreter than when compiled.
    double total = rest.sumOfExp(a, offset + end, length - end, max);
    for (float lane : sum.toArray()) {
      total += lane;
    }
    return total;
  }
}
