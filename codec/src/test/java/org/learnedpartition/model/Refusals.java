package org.learnedpartition.model;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.function.Executable;

/** How a bad model is refused. */
final class Refusals {
  private Refusals() {}

  /** The model is refused with one sentence that has these words. */
  static void assertRefused(Executable reading, String... words) {
    InvalidModelException refusal = assertThrows(InvalidModelException.class, reading);
    assertOneSentence(refusal);
    for (String word : words) {
      assertTrue(
          refusal.getMessage().contains(word),
          () -> "no [" + word + "] in: " + refusal.getMessage());
    }
  }

  static void assertOneSentence(InvalidModelException refusal) {
    String message = refusal.getMessage();
    assertTrue(message.length() > 20 && message.length() < 1000, message);
    assertFalse(message.contains("\n") || message.contains(". "), message);
    assertFalse(message.endsWith("."), message);
    // Hostile names do not reach a terminal as they are.
    assertTrue(message.chars().noneMatch(Character::isISOControl), message);
  }
}
