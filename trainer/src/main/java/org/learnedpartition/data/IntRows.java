package org.learnedpartition.data;

import java.io.IOException;

/** Rows that are read as whole numbers too: ids above 2^24 do not survive as floats. */
interface IntRows extends VectorSource {
  /**
   * Reads rows {@code from … from + rows - 1}.
   *
   * @param into receives {@code rows × dimension} values
   * @throws VectorFileException if the rows are no int32 values
   */
  void readInts(int from, int rows, int[] into) throws IOException;
}
