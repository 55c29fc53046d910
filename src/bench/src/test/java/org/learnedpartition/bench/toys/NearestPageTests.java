package org.learnedpartition.bench.toys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

class NearestPageTests {
  @Test
  void eachSettingIsALineAndTheSameSeedGivesTheSameFigures() throws Exception {
    List<NearestToy.Row> rows;
    try (Workers one = new Workers(1);
        Workers three = new Workers(3)) {
      rows = new NearestToy(4, 2, one, Progress.NONE).run();
      NearestToy.Row some = new NearestToy(4, 2, three, Progress.NONE).measure(true, 8, 30, 4);
      assertTrue(rows.contains(some), some.toString());
    }
    int settings =
        2 * NearestToy.DIMENSIONS.size() * NearestToy.POINTS.size() * NearestToy.SHARPNESS.size();
    List<String> lines = NearestPage.csv(rows).lines().toList();
    assertEquals(1 + settings, lines.size());
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",");
      double found = Double.parseDouble(cells[5]);
      assertTrue(found >= 0 && found <= 1, line);
      assertTrue(Double.parseDouble(cells[7]) >= 1, line);
    }
    String page = NearestPage.html(rows, 2);
    assertTrue(page.contains("pairs-8d") && page.contains("<svg"));
    assertFalse(page.contains("<script"), "the page stands alone");
  }
}
