package org.learnedpartition.search;

import java.util.Arrays;

/**
 * Ordinals of vectors that were seen: some hundreds of a segment's, so an open hash table costs
 * less than a bit for each vector. For one thread.
 */
public final class OrdinalSet {
  private static final int FREE = -1;

  // A power of two of places, at least a half of them free.
  private int[] places = new int[64];
  private int size;

  public OrdinalSet() {
    Arrays.fill(places, FREE);
  }

  /**
   * Adds an ordinal.
   *
   * @param ordinal ≥ 0
   * @return whether it was not there before
   */
  public boolean add(int ordinal) {
    int place = placeOf(ordinal);
    if (places[place] == ordinal) {
      return false;
    }
    places[place] = ordinal;
    if (2 * ++size > places.length) {
      grow();
    }
    return true;
  }

  /** Where the ordinal is, or would be. */
  private int placeOf(int ordinal) {
    int mask = places.length - 1;
    // Ordinals of neighbours lie in runs: the multiplier, 2³² over the golden ratio, spreads them.
    int place = (ordinal * 0x9E3779B9 >>> 8) & mask;
    while (places[place] != ordinal && places[place] != FREE) {
      place = place + 1 & mask;
    }
    return place;
  }

  private void grow() {
    int[] old = places;
    places = new int[2 * old.length];
    Arrays.fill(places, FREE);
    for (int ordinal : old) {
      if (ordinal != FREE) {
        places[placeOf(ordinal)] = ordinal;
      }
    }
  }
}
