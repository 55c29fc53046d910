package org.learnedpartition.cut;

import java.util.Arrays;

/**
 * Vertices by a key, the greatest first; keys may change. Equal keys are in an order of its own.
 */
final class VertexHeap {
  private final int[] place;
  private int[] heap;
  private long[] keys;
  private int size;

  /**
   * @param vertices that may be in it: 0 … vertices - 1
   */
  VertexHeap(int vertices) {
    this.place = new int[vertices];
    Arrays.fill(place, -1);
    this.heap = new int[Math.min(vertices, 64)];
    this.keys = new long[heap.length];
  }

  boolean isEmpty() {
    return size == 0;
  }

  boolean contains(int v) {
    return place[v] >= 0;
  }

  /** The vertex with the greatest key. */
  int top() {
    return heap[0];
  }

  long topKey() {
    return keys[0];
  }

  /** Adds a vertex, or changes its key. */
  void put(int v, long key) {
    int at = place[v];
    if (at < 0) {
      if (size == heap.length) {
        heap = Arrays.copyOf(heap, Math.max(2 * size, 1));
        keys = Arrays.copyOf(keys, heap.length);
      }
      up(size++, v, key);
    } else if (key > keys[at]) {
      up(at, v, key);
    } else {
      down(at, v, key);
    }
  }

  /** Removes a vertex, if it is there. */
  void remove(int v) {
    int at = place[v];
    if (at < 0) {
      return;
    }
    place[v] = -1;
    int last = heap[--size];
    if (last != v) {
      long key = keys[size];
      if (key > keys[at]) {
        up(at, last, key);
      } else {
        down(at, last, key);
      }
    }
  }

  void clear() {
    for (int i = 0; i < size; i++) {
      place[heap[i]] = -1;
    }
    size = 0;
  }

  private void up(int from, int v, long key) {
    int at = from;
    while (at > 0 && keys[(at - 1) / 2] < key) {
      set(at, heap[(at - 1) / 2], keys[(at - 1) / 2]);
      at = (at - 1) / 2;
    }
    set(at, v, key);
  }

  private void down(int from, int v, long key) {
    int at = from;
    for (int child = 2 * at + 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && keys[child + 1] > keys[child]) {
        child++;
      }
      if (keys[child] <= key) {
        break;
      }
      set(at, heap[child], keys[child]);
      at = child;
    }
    set(at, v, key);
  }

  private void set(int at, int v, long key) {
    heap[at] = v;
    keys[at] = key;
    place[v] = at;
  }
}
