package org.learnedpartition.sets.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads WordNet 3.1 from the class path. A line of its {@code data.*} files is one synset:
 *
 * <pre>{@code
 * offset file type words{2 hex digits} (word lexicalId){words} pointers … | definition; "example"; …
 * }</pre>
 *
 * Lines of the licence at the head start with two blanks. A word has {@code _} for a blank, and an
 * adjective may end in its place in the sentence: {@code (a)}, {@code (p)} or {@code (ip)}.
 */
public final class WordNet {
  private static final String FOLDER = "/net/sf/extjwnl/data/wordnet/wn31/data.";
  private static final List<String> FILES = List.of("noun", "verb", "adj", "adv");
  private static final Map<String, String> PARTS_OF_SPEECH =
      Map.of("n", "noun", "v", "verb", "a", "adjective", "s", "adjective", "r", "adverb");

  /** Shorter ones are fragments such as a lone word. */
  private static final int MIN_EXAMPLE_LENGTH = 9;

  private WordNet() {}

  /**
   * All 117,791 synsets, in the order of the files.
   *
   * @throws IOException if a file is missing or not as described above
   */
  public static List<Synset> read() throws IOException {
    List<Synset> synsets = new ArrayList<>(120_000);
    for (String file : FILES) {
      try (InputStream in = WordNet.class.getResourceAsStream(FOLDER + file)) {
        if (in == null) {
          throw new IOException("WordNet is not on the class path: [" + FOLDER + file + "]");
        }
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 16);
        int number = 0;
        for (String line; (line = lines.readLine()) != null; ) {
          number++;
          if (line.isBlank() || line.startsWith("  ")) {
            continue;
          }
          try {
            synsets.add(parse(file, line));
          } catch (RuntimeException e) {
            throw new IOException(
                "line " + number + " of WordNet's data." + file + " is not a synset: " + line, e);
          }
        }
      }
    }
    return synsets;
  }

  /**
   * @param file noun, verb, adj or adv
   */
  static Synset parse(String file, String line) {
    int bar = line.indexOf(" | ");
    String[] fields = line.substring(0, bar).split(" ");
    int count = Integer.parseInt(fields[3], 16);
    List<String> words = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      words.add(unescape(fields[4 + 2 * i]));
    }
    String gloss = line.substring(bar + 3).strip();
    int quote = gloss.indexOf('"');
    String meaning = quote < 0 ? gloss : gloss.substring(0, quote);
    List<String> examples = quote < 0 ? List.of() : quoted(gloss, quote);
    // Satellite adjectives share a file with the others and have a letter of their own.
    String type = file.equals("adj") ? fields[2] : file.substring(0, 1);
    return new Synset(
        fields[0] + type, words, PARTS_OF_SPEECH.get(fields[2]), trim(meaning.strip()), examples);
  }

  private static String unescape(String word) {
    int place = word.indexOf('(');
    return (place < 0 ? word : word.substring(0, place)).replace('_', ' ');
  }

  private static String trim(String gloss) {
    int end = gloss.length();
    while (end > 0 && gloss.charAt(end - 1) == ';') {
      end--;
    }
    return gloss.substring(0, end).strip();
  }

  private static List<String> quoted(String gloss, int from) {
    String[] parts = gloss.substring(from).split("\"");
    List<String> examples = new ArrayList<>();
    for (int i = 1; i < parts.length; i += 2) {
      String example = parts[i].strip();
      if (example.length() >= MIN_EXAMPLE_LENGTH) {
        examples.add(example);
      }
    }
    return examples;
  }
}
