package org.learnedpartition.codec;

import org.learnedpartition.model.Encoding;

/** Lucene's contract with second rows, as nibbles of two components. */
public class TestLearnedPartitionVectorsFormatSpillX16 extends WithModelTestCase {
  public TestLearnedPartitionVectorsFormatSpillX16() {
    super(Encoding.X16, 0.5f);
  }
}
