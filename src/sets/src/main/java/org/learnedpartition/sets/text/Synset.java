package org.learnedpartition.sets.text;

import java.util.List;

/**
 * One meaning of WordNet with the words that have it.
 *
 * @param key that names it in WordNet 3.1: its place in its file, and its type
 * @param words at least one, the most usual first
 * @param partOfSpeech noun, verb, adjective or adverb
 * @param gloss what the words mean, as the file has it, without a semicolon at the end; not empty
 * @param examples sentences or phrases that use one of the words; may be empty
 */
public record Synset(
    String key, List<String> words, String partOfSpeech, String gloss, List<String> examples) {
  public Synset {
    if (words.isEmpty() || gloss.isBlank()) {
      throw new IllegalArgumentException(
          "a synset needs words and a definition, got " + words + " and [" + gloss + "]");
    }
    words = List.copyOf(words);
    examples = List.copyOf(examples);
  }

  /** The gloss without what leads on to an example. */
  public String definition() {
    String text = gloss;
    while (text.endsWith(";") || text.endsWith(",") || text.endsWith(":")) {
      text = text.substring(0, text.length() - 1).strip();
    }
    return text;
  }
}
