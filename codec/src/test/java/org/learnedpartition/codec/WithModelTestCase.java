package org.learnedpartition.codec;

import org.apache.lucene.codecs.Codec;
import org.apache.lucene.tests.index.BaseKnnVectorsFormatTestCase;
import org.apache.lucene.tests.util.TestUtil;
import org.learnedpartition.model.Encoding;

/** Lucene's contract, with postings in every segment that has a vector. */
abstract class WithModelTestCase extends BaseKnnVectorsFormatTestCase {
  private final RandomModels models = new RandomModels(7, 42);
  private final Encoding encoding;
  private final float spill;

  /** Each vector has one row. */
  WithModelTestCase(Encoding encoding) {
    this(encoding, 0);
  }

  WithModelTestCase(Encoding encoding, float spill) {
    this.encoding = encoding;
    this.spill = spill;
  }

  @Override
  protected Codec getCodec() {
    return TestUtil.alwaysKnnVectorsFormat(
        new LearnedPartitionVectorsFormat(models, encoding, 1, spill));
  }

  @Override
  protected boolean supportsFloatVectorFallback() {
    return false;
  }
}
