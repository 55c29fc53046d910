package org.learnedpartition.cut;

import java.util.Arrays;

/** Sums of weights by key, for the few keys around a vertex: a hash table with open addressing. */
final class Tally {
  private static final int NONE = -1;

  private int[] keys = new int[0];
  private int[] sums = keys;
  private int[] slots = keys;
  private int size;
  private int shift;

  /** Forgets all, and makes room for so many keys. */
  void clear(int most) {
    int bits = 33 - Integer.numberOfLeadingZeros(Math.max(1, most));
    if (1 << bits > keys.length) {
      keys = new int[1 << bits];
      Arrays.fill(keys, NONE);
      sums = new int[1 << bits];
      slots = new int[1 << bits];
    } else {
      for (int i = 0; i < size; i++) {
        keys[slots[i]] = NONE;
      }
    }
    size = 0;
    shift = 32 - bits;
  }

  /**
   * @param key ≥ 0
   */
  void add(int key, int weight) {
    int slot = slot(key);
    if (keys[slot] == key) {
      sums[slot] += weight;
    } else {
      keys[slot] = key;
      sums[slot] = weight;
      slots[size++] = slot;
    }
  }

  /** The slot of the key, or the free one for it. */
  private int slot(int key) {
    int mask = (1 << (32 - shift)) - 1;
    int slot = key * 0x9E3779B9 >>> shift;
    while (keys[slot] != key && keys[slot] != NONE) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  /** The sum of a key, 0 if nothing was added. */
  int of(int key) {
    int slot = slot(key);
    return keys[slot] == key ? sums[slot] : 0;
  }

  /** Number of keys. */
  int size() {
    return size;
  }

  /** The i-th key, in the order in which they came. */
  int key(int i) {
    return keys[slots[i]];
  }

  int sum(int i) {
    return sums[slots[i]];
  }
}
