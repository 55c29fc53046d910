package org.learnedpartition.codec;

import org.learnedpartition.model.Encoding;

/** Lucene's contract with rows as they are. */
public class TestLearnedPartitionVectorsFormatX1 extends WithModelTestCase {
  public TestLearnedPartitionVectorsFormatX1() {
    super(Encoding.X1);
  }
}
