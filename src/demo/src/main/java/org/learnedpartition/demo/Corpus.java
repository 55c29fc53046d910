package org.learnedpartition.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.learnedpartition.sets.text.Synset;
import org.learnedpartition.sets.text.WordNet;

/**
 * WordNet in a fixed random order, so that its first {@code n} synsets are a fair sample: documents
 * are synsets, numbered by their place here, and queries are usage examples, which no document
 * holds.
 *
 * @param synsets all of them
 * @param examples all of them
 */
record Corpus(List<Synset> synsets, List<Example> examples) {
  /** Part of the identity of everything that is cached; any number would do. */
  private static final long SEED = 20_140_903;

  /**
   * A usage example.
   *
   * @param synset the meaning that it is an example of
   */
  record Example(String text, Synset synset) {}

  static Corpus read() throws IOException {
    List<Synset> synsets = WordNet.read();
    Collections.shuffle(synsets, new Random(SEED));
    List<Example> examples = new ArrayList<>();
    for (Synset synset : synsets) {
      for (String text : synset.examples()) {
        examples.add(new Example(text, synset));
      }
    }
    Collections.shuffle(examples, new Random(SEED + 1));
    return new Corpus(List.copyOf(synsets), List.copyOf(examples));
  }

  List<String> definitions() {
    return synsets.stream().map(Synset::definition).toList();
  }

  List<String> exampleTexts() {
    return examples.stream().map(Example::text).toList();
  }

  /**
   * Which of the first {@code from + count} examples, the first {@code from} left out, are about
   * other meanings than those first ones: training on these says nothing of what is measured with
   * those.
   */
  int[] unrelatedExamples(int from, int count) {
    Set<Synset> measured = new HashSet<>();
    examples.subList(0, from).forEach(e -> measured.add(e.synset()));
    return java.util.stream.IntStream.range(from, from + count)
        .filter(i -> !measured.contains(examples.get(i).synset()))
        .toArray();
  }
}
