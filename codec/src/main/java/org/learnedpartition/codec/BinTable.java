package org.learnedpartition.codec;

import java.io.IOException;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.store.DataOutput;
import org.apache.lucene.store.IndexInput;
import org.learnedpartition.model.Manifest;

/**
 * Where each bin's rows lie: bin {@code b} has the rows {@code start(b)} up to, not including,
 * {@code end(b)}; from {@code seconds(b)} on they are the second rows of vectors whose first ones
 * are in other bins.
 */
final class BinTable {
  private final int[] starts;
  private final int[] seconds;
  private final int vectors;

  /**
   * @param seconds where each bin's second rows start; null if there are none
   */
  private BinTable(int[] starts, int[] seconds, int vectors) {
    this.starts = starts;
    this.seconds = seconds;
    this.vectors = vectors;
  }

  /**
   * @param firsts number of first rows of each bin
   * @param seconds number of second rows of each bin
   */
  static BinTable ofSizes(int[] firsts, int[] seconds) {
    int[] starts = new int[firsts.length + 1];
    int[] middles = new int[firsts.length];
    int vectors = 0;
    for (int bin = 0; bin < firsts.length; bin++) {
      middles[bin] = Math.addExact(starts[bin], firsts[bin]);
      starts[bin + 1] = Math.addExact(middles[bin], seconds[bin]);
      vectors += firsts[bin];
    }
    return new BinTable(starts, vectors == starts[firsts.length] ? null : middles, vectors);
  }

  int bins() {
    return starts.length - 1;
  }

  int rows() {
    return starts[starts.length - 1];
  }

  /** How many vectors have rows, be it one or two. */
  int vectors() {
    return vectors;
  }

  /** Whether some vectors have two rows. */
  boolean spills() {
    return seconds != null;
  }

  int start(int bin) {
    return starts[bin];
  }

  int end(int bin) {
    return starts[bin + 1];
  }

  /** The first of a bin's second rows; its end if it has none. */
  int seconds(int bin) {
    return seconds == null ? end(bin) : seconds[bin];
  }

  void write(DataOutput out) throws IOException {
    out.writeVInt(rows());
    out.writeVInt(bins());
    for (int bin = 0; bin < bins(); bin++) {
      out.writeVInt(end(bin) - start(bin));
    }
    out.writeVInt(rows() - vectors);
    for (int bin = 0; spills() && bin < bins(); bin++) {
      out.writeVInt(end(bin) - seconds(bin));
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
    int[] sizes = sizes(in, bins, rows, "rows");
    int[] starts = new int[bins + 1];
    for (int bin = 0; bin < bins; bin++) {
      starts[bin + 1] = starts[bin] + sizes[bin];
    }
    int copies = in.readVInt();
    if (copies < 0 || copies > rows / 2) {
      throw new CorruptIndexException(
          "of " + rows + " rows " + copies + " are second ones, expected at most half of them", in);
    }
    if (copies == 0) {
      return new BinTable(starts, null, rows);
    }
    int[] seconds = sizes(in, bins, copies, "second rows");
    for (int bin = 0; bin < bins; bin++) {
      if (seconds[bin] > sizes[bin]) {
        throw new CorruptIndexException(
            "bin " + bin + " has " + seconds[bin] + " second rows, more than all " + sizes[bin],
            in);
      }
      seconds[bin] = starts[bin + 1] - seconds[bin];
    }
    return new BinTable(starts, seconds, rows - copies);
  }

  /** One number for each bin; they add up to a sum. */
  private static int[] sizes(IndexInput in, int bins, int expected, String what)
      throws IOException {
    if (bins > in.length() - in.getFilePointer()) {
      throw new CorruptIndexException("file ends within the sizes of " + bins + " bins", in);
    }
    int[] sizes = new int[bins];
    long sum = 0;
    for (int bin = 0; bin < bins; bin++) {
      int size = in.readVInt();
      sum += size;
      if (size < 0 || sum > expected) {
        throw new CorruptIndexException(
            "bins up to " + bin + " have " + sum + " " + what + ", more than all " + expected, in);
      }
      sizes[bin] = size;
    }
    if (sum != expected) {
      throw new CorruptIndexException(
          "bins have " + sum + " " + what + ", expected " + expected, in);
    }
    return sizes;
  }
}
