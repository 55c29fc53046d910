package org.learnedpartition.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ProbeProfileTests {

  @Test
  void theCostOfASearchIsReadFromItsDescription() {
    ProbeProfile profile =
        ProbeProfile.parse(
            "learned_knn[field=vector, k=10, bins=28/1024, rows=3276/117791, segments=4 (flat 1),"
                + " router_us=87]");
    assertEquals(new ProbeProfile(28, 1024, 3276, 117_791, 4, 87), profile);
    assertEquals(3276 / 117_791.0, profile.share());
  }

  @Test
  void aFieldsNameDoesNotMislead() {
    assertEquals(
        2,
        ProbeProfile.parse(
                "learned_knn[field=bins=, k=10, bins=2/3, rows=4/5, segments=1 (flat 0), router_us=6]")
            .probed());
  }

  @Test
  void anotherDescriptionIsRefusedWithItsText() {
    var e =
        assertThrows(IllegalArgumentException.class, () -> ProbeProfile.parse("DocAndScore[10]"));
    assertTrue(e.getMessage().contains("DocAndScore[10]"));
  }
}
