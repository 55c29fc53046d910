package org.learnedpartition.sets;

import java.io.IOException;
import java.util.SortedMap;

/** How a set of known content is made. */
interface Recipe {
  String name();

  About about();

  /**
   * What a list of sets tells.
   *
   * @param size such as {@code 8,000 x 32}
   * @param from where the data is from
   * @param licence of the data
   */
  record About(String size, String from, String licence) {}

  /** l2, cosinesimil or innerproduct. */
  String space();

  String base();

  SortedMap<String, DataSet.Queries> queries();

  /** All files of the set, by name. */
  SortedMap<String, Sum> files();

  /**
   * What a file's SHA-256 should be.
   *
   * @param hex 64 hex digits
   * @param binding whether every machine makes the same bytes
   */
  record Sum(String hex, boolean binding) {
    static Sum of(String hex) {
      return new Sum(hex, true);
    }

    /** Of one machine; others may differ in the last bits. */
    static Sum ofOneMachine(String hex) {
      return new Sum(hex, false);
    }
  }

  void make(Making making) throws IOException, InterruptedException;
}
