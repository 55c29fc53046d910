package org.learnedpartition.codec;

import java.io.IOException;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.store.DataOutput;
import org.apache.lucene.store.IndexInput;
import org.learnedpartition.model.Manifest;

/**
 * Where each bin's rows lie: bin {@code b} has the rows {@code start(b)} up to, not including,
 * {@code end(b)}.
 */
final class BinTable {
  private final int[] starts;

  private BinTable(int[] starts) {
    this.starts = starts;
  }

  /**
   * @param sizes number of rows of each bin
   */
  static BinTable ofSizes(int[] sizes) {
    int[] starts = new int[sizes.length + 1];
    for (int bin = 0; bin < sizes.length; bin++) {
      starts[bin + 1] = Math.addExact(starts[bin], sizes[bin]);
    }
    return new BinTable(starts);
  }

  int bins() {
    return starts.length - 1;
  }

  int rows() {
    return starts[starts.length - 1];
  }

  int start(int bin) {
    return starts[bin];
  }

  int end(int bin) {
    return starts[bin + 1];
  }

  void write(DataOutput out) throws IOException {
    out.writeVInt(rows());
    out.writeVInt(bins());
    for (int bin = 0; bin < bins(); bin++) {
      out.writeVInt(end(bin) - start(bin));
    }
  }

  static BinTable read(IndexInput in) throws IOException {
    int rows = in.readVInt();
    int bins = in.readVInt();
    if (rows < 1 || bins < 1 || bins > Manifest.MAX_BINS) {
      throw new CorruptIndexException(
          "postings of "
              + rows
              + " rows in "
              + bins
              + " bins: expected at least a row and 1 to "
              + Manifest.MAX_BINS
              + " bins",
          in);
    }
    if (bins > in.length() - in.getFilePointer()) {
      throw new CorruptIndexException("file ends within the sizes of " + bins + " bins", in);
    }
    int[] starts = new int[bins + 1];
    long sum = 0;
    for (int bin = 0; bin < bins; bin++) {
      int size = in.readVInt();
      sum += size;
      if (size < 0 || sum > rows) {
        throw new CorruptIndexException(
            "bins up to " + bin + " have " + sum + " rows, more than all " + rows, in);
      }
      starts[bin + 1] = (int) sum;
    }
    if (sum != rows) {
      throw new CorruptIndexException("bins have " + sum + " rows, expected " + rows, in);
    }
    return new BinTable(starts);
  }
}
