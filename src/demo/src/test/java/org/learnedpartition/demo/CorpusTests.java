package org.learnedpartition.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.learnedpartition.sets.text.Synset;
import org.learnedpartition.sets.text.WordNet;

class CorpusTests {

  @Test
  void theCorpusIsAFixedOrderOfAllMeanings() throws IOException {
    Corpus corpus = Corpus.read();
    assertEquals(corpus, Corpus.read());
    assertEquals(DemoOptions.MAX_SIZE, corpus.synsets().size());
    assertEquals(new HashSet<>(WordNet.read()), new HashSet<>(corpus.synsets()));
  }

  @Test
  void trainingQueriesAreAboutOtherMeaningsThanMeasuredOnes() throws IOException {
    Corpus corpus = Corpus.read();
    int[] training = corpus.unrelatedExamples(1_000, 2_072);
    assertTrue(training.length > 1_900, "only " + training.length);
    Set<Synset> measured =
        corpus.examples().subList(0, 1_000).stream()
            .map(Corpus.Example::synset)
            .collect(Collectors.toSet());
    assertTrue(
        Arrays.stream(training)
            .allMatch(
                i ->
                    i >= 1_000
                        && i < 3_072
                        && !measured.contains(corpus.examples().get(i).synset())));
  }
}
