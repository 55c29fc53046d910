package org.learnedpartition.bench.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A table that is written as HTML and as Markdown. Cells are plain text. The first column names the
 * row; the others are figures.
 */
public final class Table {
  private final List<String> head;
  private final List<List<String>> rows = new ArrayList<>();
  private final List<Boolean> strong = new ArrayList<>();

  public Table(List<String> head) {
    this.head = List.copyOf(head);
  }

  public Table(String... head) {
    this(List.of(head));
  }

  /** Adds a row; null cells are empty. */
  public Table row(List<String> cells) {
    return row(false, cells);
  }

  /**
   * Adds a row.
   *
   * @param important whether it is set in bold
   */
  public Table row(boolean important, List<String> cells) {
    if (cells.size() != head.size()) {
      throw new IllegalArgumentException(
          "a row needs " + head.size() + " cells, got " + cells.size());
    }
    rows.add(cells.stream().map(cell -> cell == null ? "" : cell).toList());
    strong.add(important);
    return this;
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The table as HTML; it scrolls sideways where it is too wide. */
  public String html() {
    StringBuilder html = new StringBuilder("<div class=\"scroll\"><table>\n<thead><tr>");
    for (String cell : head) {
      html.append("<th scope=\"col\">").append(HtmlPage.escape(cell)).append("</th>");
    }
    html.append("</tr></thead>\n<tbody>\n");
    for (int r = 0; r < rows.size(); r++) {
      html.append(strong.get(r) ? "<tr class=\"ours\">" : "<tr>");
      List<String> cells = rows.get(r);
      for (int c = 0; c < cells.size(); c++) {
        String text = HtmlPage.escape(cells.get(c));
        html.append(c == 0 ? "<th scope=\"row\">" + text + "</th>" : "<td>" + text + "</td>");
      }
      html.append("</tr>\n");
    }
    return html.append("</tbody></table></div>\n").toString();
  }

  /** The table as Markdown. */
  public String markdown() {
    StringBuilder markdown = new StringBuilder();
    line(markdown, head, false);
    markdown.append("| ---").append(" | ---:".repeat(head.size() - 1)).append(" |\n");
    for (int r = 0; r < rows.size(); r++) {
      line(markdown, rows.get(r), strong.get(r));
    }
    return markdown.toString();
  }

  private static void line(StringBuilder markdown, List<String> cells, boolean strong) {
    markdown.append("|");
    for (int c = 0; c < cells.size(); c++) {
      String text = cells.get(c).replace("|", "\\|");
      boolean bold = strong && c == 0 && !text.isEmpty();
      markdown.append(' ').append(bold ? "**" + text + "**" : text).append(" |");
    }
    markdown.append('\n');
  }
}
