package org.learnedpartition.model;

/** A partition model that breaks a rule of its format; the message is one sentence saying which. */
public final class InvalidModelException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;
  private static final int MAX_QUOTED = 64;
  private static final int MAX_MESSAGE = 256;

  public InvalidModelException(String message) {
    super(message);
  }

  public InvalidModelException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Something from the file as it may be printed. */
  static String quote(String text) {
    return "[" + plain(text, MAX_QUOTED) + "]";
  }

  /** What a library says of a fault, without the advice that follows it. */
  static String firstSentence(Throwable fault) {
    String message = fault.getMessage() == null ? fault.toString() : fault.getMessage();
    String first = message.split("[\\r\\n]|\\.\\s", 2)[0].strip();
    return plain(first.endsWith(".") ? first.substring(0, first.length() - 1) : first, MAX_MESSAGE);
  }

  /** Short, one line, no control characters: a hostile name must not move a terminal's cursor. */
  private static String plain(String text, int max) {
    StringBuilder plain = new StringBuilder();
    text.codePoints()
        .limit(max)
        .forEach(c -> plain.appendCodePoint(Character.isISOControl(c) || c > 0xffff ? '?' : c));
    return text.codePointCount(0, text.length()) > max
        ? plain.append('…').toString()
        : plain.toString();
  }
}
