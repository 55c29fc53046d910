package org.learnedpartition.codec;

import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;

/** Lucene's codec, with a format for all vectors that are written; they are read by SPI. */
final class WritingCodec extends Lucene104Codec {
  private final KnnVectorsFormat format;

  WritingCodec(KnnVectorsFormat format) {
    this.format = format;
  }

  @Override
  public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
    return format;
  }
}
