package org.learnedpartition.codec;

import org.learnedpartition.model.Encoding;

/** Lucene's contract with rows as bytes. */
public class TestLearnedPartitionVectorsFormatX4 extends WithModelTestCase {
  public TestLearnedPartitionVectorsFormatX4() {
    super(Encoding.X4);
  }
}
