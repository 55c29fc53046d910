package org.learnedpartition.codec;

import org.learnedpartition.model.Encoding;

/** Lucene's contract with rows as nibbles of four components. */
public class TestLearnedPartitionVectorsFormatX32 extends WithModelTestCase {
  public TestLearnedPartitionVectorsFormatX32() {
    super(Encoding.X32);
  }
}
