package org.learnedpartition.bench.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.learnedpartition.sets.DataSet;

/**
 * A data set, and what of it is used. In YAML a name alone, or {@code {set: photosift, rows:
 * [200000], queries: query}}.
 *
 * @param set name of the set
 * @param rows numbers of vectors to index, each a sample; 0 is all of them
 * @param queries name of the set's queries
 */
public record Data(String set, List<Integer> rows, String queries) {
  @JsonCreator
  public Data(
      @JsonProperty("set") String set,
      @JsonProperty("rows") List<Integer> rows,
      @JsonProperty("queries") String queries) {
    this.set = set;
    this.rows = rows == null ? List.of(0) : rows.stream().map(n -> n == null ? 0 : n).toList();
    this.queries = queries == null ? DataSet.QUERY : queries;
    if (set == null || set.isBlank()) {
      throw new IllegalArgumentException("[data] needs the name of a [set]");
    }
    if (this.rows.isEmpty()) {
      throw new IllegalArgumentException("[rows] of data set [" + set + "] holds no number");
    }
    for (int n : this.rows) {
      if (n < 0) {
        throw new IllegalArgumentException(
            "[rows] of data set [" + set + "] must be 0 (all) or more, got " + n);
      }
    }
  }

  @JsonCreator
  static Data of(String set) {
    return new Data(set, null, null);
  }

  /** The set's name, with the name of the queries if they are not the usual ones. */
  public String label() {
    return queries.equals(DataSet.QUERY) ? set : set + "/" + queries;
  }
}
