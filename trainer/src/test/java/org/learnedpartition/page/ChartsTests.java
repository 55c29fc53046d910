package org.learnedpartition.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class ChartsTests {
  private static final Palette PALETTE = new Palette(List.of("learned", "hnsw"));

  @Test
  void aChartIsWellFormedScalesAndTakesThePagesColours() throws Exception {
    String svg = chart("a \"title\" & more");
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
    assertTrue(svg.startsWith("<svg "), svg.substring(0, 80));
    String head = svg.substring(0, svg.indexOf('>'));
    assertTrue(head.contains("viewBox") && !head.contains("width="), head);
    assertTrue(svg.contains("var(--ink,#222)") && svg.contains("var(--rule,#ccc)"));
    assertFalse(svg.contains("<?xml") || svg.contains("<!DOCTYPE"));
  }

  @Test
  void theSameRowsGiveTheSameChart() {
    assertEquals(chart("same"), chart("same"));
  }

  @Test
  void chartsOfOnePageShareNoNames() {
    Line other = Line.of("hnsw", new double[] {0.1, 0.2}, new double[] {9, 20});
    String a = chart("a");
    String b = Charts.svg("b", Axis.linear("x"), Axis.log("y"), List.of(other), PALETTE);
    String name = a.replaceAll("(?s).*id=\"(clip[^\"]*)\".*", "$1");
    assertTrue(a.contains("url(#" + name + ")"), name);
    assertFalse(b.contains(name), name);
  }

  @Test
  void aLogarithmicAxisHasItsMarksAtDoublings() {
    Axis.Scale scale = Axis.log("y").scale(150, 3000);
    assertEquals(100, scale.value(0), 1e-9);
    assertEquals(1, scale.place(200), 1e-9);
    assertEquals(0, scale.from());
    assertEquals(5, scale.to());
    assertThrows(IllegalArgumentException.class, () -> Axis.log("y").scale(0, 1));
  }

  @Test
  void oneValueAloneCanBeDrawn() {
    Line dot = Line.of("hnsw", new double[] {1}, new double[] {7});
    assertTrue(
        Charts.svg("dot", Axis.log("x"), Axis.linear("y"), List.of(dot), PALETTE)
            .startsWith("<svg"));
  }

  @Test
  void aChartOfNothingIsRefused() {
    List<Line> none = List.of();
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> Charts.svg("empty", Axis.linear("x"), Axis.linear("y"), none, PALETTE))
            .getMessage();
    assertTrue(message.contains("[empty]"), message);
  }

  @Test
  void familiesDifferInColourAndMembersInDashes() {
    Palette palette = new Palette(List.of("hnsw", "hnsw-8bit", "ivf", "learned"));
    assertEquals(palette.look("hnsw").colour(), palette.look("hnsw-8bit").colour());
    assertFalse(palette.look("hnsw").marker() == palette.look("hnsw-8bit").marker());
    assertFalse(palette.look("hnsw").colour().equals(palette.look("ivf").colour()));
    assertTrue(
        palette.look("learned").stroke().getLineWidth()
            > palette.look("hnsw").stroke().getLineWidth());
    assertThrows(IllegalArgumentException.class, () -> palette.look("flat"));
  }

  private static String chart(String title) {
    Line ours =
        new Line(
            "learned",
            new double[] {0.8, 0.9},
            new double[] {3000, 1200},
            new double[] {2900, 1100},
            new double[] {3100, 1250});
    Line other = Line.of("hnsw", new double[] {0.7, 0.95}, new double[] {1500, 300});
    return Charts.svg(
        title, Axis.linear("recall"), Axis.log("queries a second"), List.of(ours, other), PALETTE);
  }
}
