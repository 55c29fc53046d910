package org.learnedpartition.codec;

import org.learnedpartition.model.Encoding;

/** Lucene's contract with rows as nibbles of two components. */
public class TestLearnedPartitionVectorsFormatX16 extends WithModelTestCase {
  public TestLearnedPartitionVectorsFormatX16() {
    super(Encoding.X16);
  }
}
