package org.learnedpartition.bench.run;

import java.nio.file.Path;
import java.util.BitSet;
import java.util.Collections;
import java.util.SortedMap;

/**
 * Which pages of some files were in the page cache at one moment.
 *
 * @param files the resident pages of each file, numbered from 0
 * @param total pages of all files, resident or not
 */
public record ResidentPages(SortedMap<Path, BitSet> files, long total) {
  public ResidentPages {
    files = Collections.unmodifiableSortedMap(files);
  }

  /** Resident pages of all files. */
  public long count() {
    return files.values().stream().mapToLong(BitSet::cardinality).sum();
  }

  /** Resident share of all pages, 0 … 1; 1 if there are no pages. */
  public double share() {
    return total == 0 ? 1 : (double) count() / total;
  }

  /** Pages that are resident here and were not before. */
  public long since(ResidentPages before) {
    long pages = 0;
    for (var file : files.entrySet()) {
      BitSet now = (BitSet) file.getValue().clone();
      BitSet then = before.files.get(file.getKey());
      if (then != null) {
        now.andNot(then);
      }
      pages += now.cardinality();
    }
    return pages;
  }
}
