package org.learnedpartition.codec;

import org.apache.lucene.codecs.Codec;
import org.apache.lucene.tests.index.BaseKnnVectorsFormatTestCase;
import org.apache.lucene.tests.util.TestUtil;

/** Lucene's contract, with postings in every segment that has a vector. */
public class TestLearnedPartitionVectorsFormatWithModel extends BaseKnnVectorsFormatTestCase {
  private final RandomModels models = new RandomModels(7, 42);

  @Override
  protected Codec getCodec() {
    return TestUtil.alwaysKnnVectorsFormat(new LearnedPartitionVectorsFormat(models, 1));
  }

  @Override
  protected boolean supportsFloatVectorFallback() {
    return false;
  }
}
