package org.learnedpartition.bench.engine;

/** What a search found and what it cost; used again by the next search of the same thread. */
public final class Hits {
  /** The engine's own numbers of the hits, best first; {@link OpenIndex#row} tells their rows. */
  public final int[] ids;

  /** Hits, 0 … {@code ids.length}. */
  public int count;

  /** Vectors or codes that were scored, or -1 where the engine does not tell. */
  public long visited;

  /** Bytes of vectors and codes that were scored, or -1. */
  public long visitedBytes;

  /** Where the time was spent; null where the engine does not tell. */
  public Phases phases;

  public Hits(int k) {
    ids = new int[k];
  }
}
