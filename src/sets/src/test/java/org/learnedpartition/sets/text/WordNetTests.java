package org.learnedpartition.sets.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WordNetTests {

  @Test
  void everyMeaningOfWordNetIsRead() throws IOException {
    List<Synset> synsets = WordNet.read();
    assertEquals(117_791, synsets.size());
    Map<String, Long> counts =
        synsets.stream()
            .collect(Collectors.groupingBy(Synset::partOfSpeech, Collectors.counting()));
    assertEquals(
        Map.of("noun", 82_192L, "verb", 13_789L, "adjective", 18_185L, "adverb", 3_625L), counts);
    assertEquals(48_511, synsets.stream().mapToInt(s -> s.examples().size()).sum());
    assertEquals(
        List.of(
            new Synset(
                "00001740n",
                List.of("entity"),
                "noun",
                "that which is perceived or known or inferred"
                    + " to have its own distinct existence (living or nonliving)",
                List.of())),
        synsets.subList(0, 1));
  }

  @Test
  void wordsAndDefinitionsHaveNoneOfTheFilesEscapes() throws IOException {
    for (Synset synset : WordNet.read()) {
      for (String word : synset.words()) {
        assertFalse(word.contains("_") || word.matches(".*\\((a|p|ip)\\)"), synset::toString);
      }
      assertFalse(synset.definition().endsWith(";"), synset::toString);
      assertFalse(synset.definition().contains("\""), synset::toString);
      assertEquals(synset.definition().strip(), synset.definition());
    }
  }

  @Test
  void aLineIsTakenApart() {
    Synset synset =
        WordNet.parse(
            "adj",
            "00014490 00 s 02 galore(ip) 0 a_great_deal 0 001 & 00013887 a 0000 | existing in"
                + " abundance; \"there were daffodils galore\"; \"whisky galore\"; \"ha\"");
    assertEquals(
        new Synset(
            "00014490s",
            List.of("galore", "a great deal"),
            "adjective",
            "existing in abundance",
            List.of("there were daffodils galore", "whisky galore")),
        synset);
  }

  @Test
  void aLineThatIsNoSynsetIsRefused() {
    assertThrows(RuntimeException.class, () -> WordNet.parse("noun", "no bar in here"));
  }
}
