package org.learnedpartition.codec;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.perfield.PerFieldKnnVectorsFormat;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.MergeState;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.FixedBitSet;
import org.learnedpartition.model.OpenModel;
import org.learnedpartition.model.PartitionModel;

/**
 * Finds where a merged field's rows come from. Segments are asked through what Lucene wraps readers
 * in for a field; one that is wrapped otherwise (sorted anew, say) has other documents than its
 * postings, and is routed.
 */
final class FieldMerge {
  /** Component under which an {@link org.apache.lucene.util.InfoStream} hears of merges. */
  static final String INFO = "LP";

  private final FieldInfo field;
  private final MergeState state;

  FieldMerge(FieldInfo field, MergeState state) {
    this.field = field;
    this.state = state;
  }

  private KnnVectorsReader reader(int segment) {
    KnnVectorsReader reader = state.knnVectorsReaders[segment];
    return reader instanceof PerFieldKnnVectorsFormat.FieldsReader perField
        ? perField.getFieldReader(field.name)
        : reader;
  }

  /** A segment's postings of the field, or null if it is flat or of another format. */
  private Postings postings(int segment) {
    return reader(segment) instanceof LearnedPartitionVectorsReader ours
        ? ours.postings(field.name)
        : null;
  }

  /**
   * The model that most vectors of the merged segments are placed by, or null if all are flat. An
   * index that was just restored, or whose node has just started, may have no other yet.
   */
  PartitionModel mostUsedModel() {
    Map<String, Integer> vectors = new HashMap<>();
    PartitionModel best = null;
    for (int i = 0; i < state.knnVectorsReaders.length; i++) {
      Postings postings = postings(i);
      if (postings != null) {
        PartitionModel model = postings.open().model();
        int sum = vectors.merge(model.id(), postings.bins().vectors(), Integer::sum);
        if (best == null || sum > vectors.get(best.id())) {
          best = model;
        }
      }
    }
    return best;
  }

  /**
   * The new segment's rows: copied where a model's own postings have them, else routed now.
   *
   * @param merged all vectors of the new segment
   * @param layout of the new segment's rows
   * @param spill share of the vectors that may have second rows, where they are routed
   */
  PostingSource postings(OpenModel open, KnnVectorValues merged, RowLayout layout, float spill)
      throws IOException {
    List<BinCursor> cursors = new ArrayList<>();
    for (int i = 0; i < state.knnVectorsReaders.length; i++) {
      Postings postings = postings(i);
      if (postings != null && postings.open().model().id().equals(open.model().id())) {
        KnnVectorValues values = VectorRows.values(reader(i), field);
        cursors.add(BinCursor.ofPostings(postings, values, state.docMaps[i], layout));
      }
    }
    DocOrdinals ordinals = DocOrdinals.of(merged, state.segmentInfo.maxDoc());
    int[] rest = cursors.isEmpty() ? null : notIn(cursors, ordinals, merged.size());
    int routed = rest == null ? merged.size() : rest.length;
    if (state.infoStream.isEnabled(INFO)) {
      state.infoStream.message(
          INFO,
          String.format(
              Locale.ROOT,
              "merge field=%s copied=%d routed=%d %s",
              field.name,
              merged.size() - routed,
              routed,
              open.model()));
    }
    VectorRows vectors = new VectorRows(merged);
    if (rest == null) {
      return Placement.of(open, spill, vectors, routed, null, null, state::checkAborted);
    }
    if (routed > 0) {
      Placement placement =
          Placement.of(open, spill, vectors, routed, rest, null, state::checkAborted);
      cursors.add(BinCursor.ofPlacement(placement, vectors));
    }
    return new MergedPostings(
        cursors,
        state.needsIndexSort || routed > 0,
        ordinals,
        vectors,
        open.model().bins(),
        state::checkAborted);
  }

  /** The ordinals of the new segment's vectors that the cursors do not have, ascending. */
  private int[] notIn(List<BinCursor> cursors, DocOrdinals ordinals, int count) throws IOException {
    FixedBitSet rest = new FixedBitSet(count);
    rest.set(0, count);
    for (BinCursor cursor : cursors) {
      for (int bin = 0; bin < cursor.bins().bins(); bin++) {
        state.checkAborted();
        cursor.startBin(bin, false);
        while (cursor.nextMappedDoc() != DocIdSetIterator.NO_MORE_DOCS) {
          rest.clear(ordinals.ordinal(cursor.mappedDocID));
        }
      }
    }
    int[] missing = new int[rest.cardinality()];
    int next = -1;
    for (int i = 0; i < missing.length; i++) {
      next = rest.nextSetBit(next + 1);
      missing[i] = next;
    }
    return missing;
  }
}
