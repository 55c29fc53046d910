package org.learnedpartition.codec;

import java.io.IOException;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.FixedBitSet;

/**
 * The ordinal of each document's vector: its rank among the documents that have one. Takes no heap
 * when all have one, else a bit a document and four bytes for every 512.
 */
final class DocOrdinals {
  private static final int WORDS = 8;

  private final FixedBitSet docs;
  private final int[] ranks;

  private DocOrdinals(FixedBitSet docs, int[] ranks) {
    this.docs = docs;
    this.ranks = ranks;
  }

  static DocOrdinals of(KnnVectorValues values, int maxDoc) throws IOException {
    if (values.size() == maxDoc) {
      return new DocOrdinals(null, null);
    }
    FixedBitSet docs = new FixedBitSet(maxDoc);
    KnnVectorValues.DocIndexIterator iterator = values.iterator();
    for (int doc = iterator.nextDoc();
        doc != DocIdSetIterator.NO_MORE_DOCS;
        doc = iterator.nextDoc()) {
      docs.set(doc);
    }
    long[] bits = docs.getBits();
    int words = FixedBitSet.bits2words(maxDoc);
    int[] ranks = new int[(words + WORDS - 1) / WORDS];
    int rank = 0;
    for (int word = 0; word < words; word++) {
      if (word % WORDS == 0) {
        ranks[word / WORDS] = rank;
      }
      rank += Long.bitCount(bits[word]);
    }
    return new DocOrdinals(docs, ranks);
  }

  /**
   * @param doc a document that has a vector
   */
  int ordinal(int doc) {
    if (docs == null) {
      return doc;
    }
    long[] bits = docs.getBits();
    int word = doc >> 6;
    int rank = ranks[word / WORDS];
    for (int i = word / WORDS * WORDS; i < word; i++) {
      rank += Long.bitCount(bits[i]);
    }
    return rank + Long.bitCount(bits[word] & ((1L << doc) - 1));
  }
}
