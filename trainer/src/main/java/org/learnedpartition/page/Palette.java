package org.learnedpartition.page;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The look of each name in all charts of a page. The word before a name's first hyphen is its
 * family, and has one colour of Okabe and Ito's palette, which people who see red and green alike
 * can tell apart; members of a family differ in dashes and markers. The family {@code learned},
 * ours, is drawn strongest.
 */
public final class Palette {
  static final String OURS = "learned";

  private static final Color OUR_COLOUR = new Color(0xD55E00);

  private static final Color[] COLOURS = {
    new Color(0x1F83C4), // Blue, a little lighter than theirs: it is also seen on black.
    new Color(0x009E73),
    new Color(0xCC79A7),
    new Color(0x56B4E9),
    new Color(0xE69F00),
    new Color(0x8A8A8A),
  };

  private static final Marker[] MARKERS = {
    SeriesMarkers.CIRCLE,
    SeriesMarkers.SQUARE,
    SeriesMarkers.TRIANGLE_UP,
    SeriesMarkers.DIAMOND,
    SeriesMarkers.TRIANGLE_DOWN,
  };

  private static final float[][] DASHES = {null, {7, 3}, {2, 3}, {9, 3, 2, 3}, {4, 2}};

  /** How a name is drawn. */
  record Look(Color colour, BasicStroke stroke, Marker marker) {}

  private final Map<String, Look> looks = new LinkedHashMap<>();

  /**
   * @param names all that the page shows; the order decides the colours
   */
  public Palette(List<String> names) {
    Map<String, Integer> families = new LinkedHashMap<>();
    Map<String, Integer> members = new LinkedHashMap<>();
    for (String name : names) {
      if (looks.containsKey(name)) {
        continue;
      }
      String family = family(name);
      boolean ours = family.equals(OURS);
      if (!ours) {
        families.putIfAbsent(family, families.size());
      }
      int member = members.merge(family, 1, Integer::sum) - 1;
      Color colour = ours ? OUR_COLOUR : COLOURS[families.get(family) % COLOURS.length];
      // Families beyond the colours go through the markers, too.
      int marker = ours ? member : member + families.get(family) / COLOURS.length;
      BasicStroke stroke =
          new BasicStroke(
              ours ? 3f : 1.7f,
              BasicStroke.CAP_BUTT,
              BasicStroke.JOIN_ROUND,
              10f,
              DASHES[member % DASHES.length],
              0);
      looks.put(name, new Look(colour, stroke, MARKERS[marker % MARKERS.length]));
    }
  }

  /** Whether a name is drawn as ours. */
  public static boolean isOurs(String name) {
    return family(name).equals(OURS);
  }

  Look look(String name) {
    Look look = looks.get(name);
    if (look == null) {
      throw new IllegalArgumentException(
          "there is no [" + name + "] in the palette: there are " + looks.keySet());
    }
    return look;
  }

  private static String family(String name) {
    int hyphen = name.indexOf('-');
    return hyphen < 0 ? name : name.substring(0, hyphen);
  }
}
