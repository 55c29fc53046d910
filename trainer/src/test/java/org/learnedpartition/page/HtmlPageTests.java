package org.learnedpartition.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class HtmlPageTests {
  @Test
  void aPageStandsAlone() {
    String html = new HtmlPage("<title>").heading("a & b").paragraph("\"c\"").html();
    assertTrue(html.contains("<title>&lt;title&gt;</title>"), html);
    assertTrue(html.contains("<h2>a &amp; b</h2>"), html);
    assertTrue(html.contains("prefers-color-scheme: dark"), html);
    assertFalse(html.contains("<script") || html.contains("http:") || html.contains("https:"));
  }

  @Test
  void aTableSaysTheSameInHtmlAndInMarkdown() {
    Table table = new Table("format", "QPS").row(true, List.of("a|b", "1 < 2"));
    assertEquals("| format | QPS |\n| --- | ---: |\n| **a\\|b** | 1 < 2 |\n", table.markdown());
    assertTrue(table.html().contains("<th scope=\"row\">a|b</th><td>1 &lt; 2</td>"));
    assertThrows(IllegalArgumentException.class, () -> table.row(List.of("one")));
  }
}
