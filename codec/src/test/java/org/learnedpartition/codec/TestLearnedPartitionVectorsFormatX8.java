package org.learnedpartition.codec;

import org.learnedpartition.model.Encoding;

/** Lucene's contract with rows as nibbles. */
public class TestLearnedPartitionVectorsFormatX8 extends WithModelTestCase {
  public TestLearnedPartitionVectorsFormatX8() {
    super(Encoding.X8);
  }
}
