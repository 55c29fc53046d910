package org.learnedpartition.page;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A table as CSV (RFC 4180): a line of column names, then one a row. */
public final class Csv {
  private final StringBuilder text = new StringBuilder();

  public Csv(String... columns) {
    line((Object[]) columns);
  }

  /** Adds a line; a cell is quoted where it must be. */
  public Csv line(Object... cells) {
    text.append(Stream.of(cells).map(Csv::cell).collect(Collectors.joining(","))).append("\r\n");
    return this;
  }

  private static String cell(Object value) {
    String text = value.toString();
    return text.matches("[^\",\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  /** The whole file. */
  @Override
  public String toString() {
    return text.toString();
  }
}
