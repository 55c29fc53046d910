package org.learnedpartition.demo;

import java.util.List;

/**
 * One meaning of WordNet with the words that have it.
 *
 * @param words at least one, the most usual first
 * @param partOfSpeech noun, verb, adjective or adverb
 * @param definition what the words mean, not empty
 * @param examples sentences or phrases that use one of the words; may be empty
 */
record Synset(List<String> words, String partOfSpeech, String definition, List<String> examples) {
  Synset {
    if (words.isEmpty() || definition.isBlank()) {
      throw new IllegalArgumentException(
          "a synset needs words and a definition, got " + words + " and [" + definition + "]");
    }
    words = List.copyOf(words);
    examples = List.copyOf(examples);
  }
}
