package org.learnedpartition.sets;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is known of a set before it is made, kept in {@code sets.json}.
 *
 * @param size such as {@code 8,000 x 32}
 * @param from where the data is from
 * @param licence of the data
 * @param space l2, cosinesimil or innerproduct
 * @param base file of the vectors to index
 * @param queries by name
 * @param sha256 of all files, 64 hex digits
 * @param ofOneMachine those of the files that another machine may make otherwise
 */
record Card(
    String size,
    String from,
    String licence,
    String space,
    String base,
    SortedMap<String, DataSet.Queries> queries,
    SortedMap<String, String> sha256,
    List<String> ofOneMachine) {
  private static final String RESOURCE = "sets.json";

  Card {
    if (!sha256.keySet().containsAll(ofOneMachine) || !sha256.containsKey(base)) {
      throw new IllegalArgumentException(RESOURCE + " names files without their checksums");
    }
  }

  static Card of(String set) {
    try (InputStream in = Card.class.getResourceAsStream(RESOURCE)) {
      Card card =
          new JsonMapper().readValue(in, new TypeReference<TreeMap<String, Card>>() {}).get(set);
      if (card == null) {
        throw new IllegalArgumentException(RESOURCE + " has no set [" + set + "]");
      }
      return card;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
