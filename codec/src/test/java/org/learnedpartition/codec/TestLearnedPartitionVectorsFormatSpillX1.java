package org.learnedpartition.codec;

import org.learnedpartition.model.Encoding;

/** Lucene's contract with second rows, vectors as they are. */
public class TestLearnedPartitionVectorsFormatSpillX1 extends WithModelTestCase {
  public TestLearnedPartitionVectorsFormatSpillX1() {
    super(Encoding.X1, 0.5f);
  }
}
