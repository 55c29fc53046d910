package org.learnedpartition.bench.report;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which settings each run was to measure in each round. A run is told by its rounds, as those of
 * several runs are numbered through.
 *
 * @param byFirstRound by the number of a run's first round: for each format the parameters of its
 *     searches; no formats of a run of which that is not known
 */
record Grids(NavigableMap<Integer, Map<String, List<SortedMap<String, Object>>>> byFirstRound) {
  /** One run, of which nothing is known. */
  static final Grids UNKNOWN = new Grids(new TreeMap<>());

  Grids {
    byFirstRound = Collections.unmodifiableNavigableMap(new TreeMap<>(byFirstRound));
  }

  /** The first round of the run that a round is of. */
  int run(int round) {
    Integer first = byFirstRound.floorKey(round);
    return first == null ? 0 : first;
  }

  /** The formats that a round was to measure; none if that is not known. */
  Set<String> formats(int round) {
    return byFirstRound.getOrDefault(run(round), Map.of()).keySet();
  }

  /** The settings that a round was to measure of a format; none if that is not known. */
  List<SortedMap<String, Object>> settings(int round, String format) {
    return byFirstRound.getOrDefault(run(round), Map.of()).getOrDefault(format, List.of());
  }
}
