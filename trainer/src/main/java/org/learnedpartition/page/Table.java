package org.learnedpartition.page;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A table that is written as HTML and as Markdown. Cells are plain text. The first column names the
 * row; the others are figures.
 */
public final class Table {
  private final Row head;
  private final List<Row> rows = new ArrayList<>();

  private record Row(boolean important, List<String> cells) {
    /** All cells, the name and the figures each in their way. */
    String write(UnaryOperator<String> name, UnaryOperator<String> figure) {
      return name.apply(cells.getFirst())
          + cells.stream().skip(1).map(figure).collect(Collectors.joining());
    }
  }

  public Table(List<String> head) {
    this.head = new Row(false, List.copyOf(head));
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
    if (cells.size() != head.cells().size()) {
      throw new IllegalArgumentException(
          "a row needs " + head.cells().size() + " cells, got " + cells.size());
    }
    rows.add(new Row(important, cells.stream().map(cell -> cell == null ? "" : cell).toList()));
    return this;
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The table as HTML; it scrolls sideways where it is too wide. */
  public String html() {
    StringBuilder html = new StringBuilder("<div class=\"scroll\"><table>\n<thead><tr>");
    UnaryOperator<String> column = cell -> "<th scope=\"col\">" + HtmlPage.escape(cell) + "</th>";
    html.append(head.write(column, column)).append("</tr></thead>\n<tbody>\n");
    for (Row row : rows) {
      html.append(row.important() ? "<tr class=\"ours\">" : "<tr>")
          .append(
              row.write(
                  cell -> "<th scope=\"row\">" + HtmlPage.escape(cell) + "</th>",
                  cell -> "<td>" + HtmlPage.escape(cell) + "</td>"))
          .append("</tr>\n");
    }
    return html.append("</tbody></table></div>\n").toString();
  }

  /** The table as Markdown. */
  public String markdown() {
    StringBuilder markdown = new StringBuilder(markdown(head));
    markdown.append("| ---").append(" | ---:".repeat(head.cells().size() - 1)).append(" |\n");
    rows.forEach(row -> markdown.append(markdown(row)));
    return markdown.toString();
  }

  private static String markdown(Row row) {
    UnaryOperator<String> plain = cell -> " " + cell.replace("|", "\\|") + " |";
    UnaryOperator<String> bold = cell -> plain.apply(cell.isEmpty() ? "" : "**" + cell + "**");
    return "|" + row.write(row.important() ? bold : plain, plain) + "\n";
  }
}
