package org.learnedpartition.model;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The rankings of the vectors that were asked for last. Lucene's own queries search each segment
 * apart, with nothing to share, perhaps on several threads: here they find what the first of them
 * routed, or wait for it.
 */
final class RecentRankings {
  private static final int MOST_ENTRIES = 64;
  private static final int LEAST_ENTRIES = 4;

  /** Values that all rankings hold together, 8 MB, as long as there are entries to give up. */
  private static final int MOST_VALUES = 1 << 21;

  /** Components that a hash looks at: few vectors are here, so what is alike costs a comparison. */
  private static final int HASHED = 32;

  private final Map<Vector, Routed> entries;

  /**
   * @param values floats that a ranking and its vector hold
   */
  RecentRankings(int values) {
    int most = Math.clamp(MOST_VALUES / values, LEAST_ENTRIES, MOST_ENTRIES);
    this.entries =
        new LinkedHashMap<>(2 * most, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Vector, Routed> eldest) {
            return size() > most;
          }
        };
  }

  /**
   * The ranking of a vector.
   *
   * @param vector the caller's own, who may change it afterwards
   * @param route makes the ranking of the copy that it is given, when there is none
   */
  RankedBins get(float[] vector, Function<float[], RankedBins> route) {
    Vector key = new Vector(vector);
    Routed entry;
    synchronized (entries) {
      entry = entries.get(key);
      if (entry == null) {
        key = new Vector(vector.clone());
        entry = new Routed(key);
        entries.put(key, entry);
      }
    }
    return entry.ranking(route);
  }

  void clear() {
    synchronized (entries) {
      entries.clear();
    }
  }

  /** A vector by its content. */
  private record Vector(float[] components) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Vector that && Arrays.equals(components, that.components);
    }

    @Override
    public int hashCode() {
      int hash = 0;
      for (int i = 0; i < components.length; i += components.length / HASHED + 1) {
        hash = 31 * hash + Float.floatToIntBits(components[i]);
      }
      return hash;
    }

    @Override
    public String toString() {
      return "Vector(" + components.length + ")";
    }
  }

  /** A ranking, made by the first who needs it while the others wait. */
  private static final class Routed {
    private final Vector vector;
    private volatile RankedBins ranking;

    Routed(Vector vector) {
      this.vector = vector;
    }

    RankedBins ranking(Function<float[], RankedBins> route) {
      RankedBins made = ranking;
      if (made == null) {
        synchronized (this) {
          made = ranking;
          if (made == null) {
            made = route.apply(vector.components());
            ranking = made;
          }
        }
      }
      return made;
    }
  }
}
