package org.learnedpartition.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.learnedpartition.model.Refusals.assertRefused;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpillTests {
  private static final int BINS = 16;
  private static final Calibration CALIBRATION = TestModels.calibration(BINS);
  private static final Spill SPILL = TestModels.spill(CALIBRATION);

  @Test
  void whatIsReadIsWhatWasWritten() {
    assertEquals(SPILL, Spill.ofJson(SPILL.toJson()));
    PartitionModel without = TestModels.coded(5, BINS, Similarity.L2, 1);
    assertNull(without.spill());
    assertEquals(without.calibration(), without.calibration(0.5));
    PartitionModel with = TestModels.spilling(without);
    byte[] file = new byte[with.file().remaining()];
    with.file().get(file);
    assertEquals(SPILL, PartitionModel.read(file).spill());
  }

  /** Losses are 0 at none and 4 at all, evenly. */
  @ParameterizedTest
  @CsvSource({"0, -Infinity", "0.05, 0.2", "0.5, 2", "0.51, 2.04", "0.99, 3.96", "1, Infinity"})
  void aShareIsThatOfTheLeastLosses(double share, double loss) {
    assertEquals(loss, SPILL.most(share), 1e-12);
  }

  /** Measured at shares of 0, 0.25 and 1. */
  @ParameterizedTest
  @CsvSource({"0, 0", "0.1, 0.1", "0.25, 0.25", "0.4, 0.4", "1, 1"})
  void calibrationIsInterpolated(double share, double part) {
    Calibration at = SPILL.calibration(CALIBRATION, share);
    assertEquals(CALIBRATION.ks(), at.ks());
    for (int i = 0; i < at.probes().size(); i++) {
      Calibration.Point none = CALIBRATION.probes().get(i);
      assertEquals(none.setting(), at.probes().get(i).setting());
      // As TestModels has it: linear in the share.
      double recall = none.recalls().getFirst() + part * (1 - none.recalls().getFirst()) / 2;
      assertEquals(recall, at.probes().get(i).recalls().getFirst(), 1e-12);
      assertEquals(none.candidates(), at.probes().get(i).candidates(), 1e-12);
    }
  }

  /** The highest share that was measured serves those above it. */
  @Test
  void calibrationBeyondTheCurvesIsThatOfTheLast() {
    Spill half = new Spill(SPILL.losses(), List.of(), List.of(SPILL.curves().getFirst()));
    assertEquals(half.calibration(CALIBRATION, 0.25), half.calibration(CALIBRATION, 0.9));
    Spill none = new Spill(SPILL.losses(), List.of(), List.of());
    assertEquals(CALIBRATION, none.calibration(CALIBRATION, 0.9));
  }

  @Test
  void valuesOutOfRangeAreRefused() {
    for (double bad : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY, 3}) {
      List<Double> losses = new ArrayList<>(SPILL.losses());
      losses.set(4, bad);
      assertRefused(
          () -> new Spill(losses, List.of(), List.of()), "negative, not finite, or falls");
    }
    assertRefused(() -> new Spill(List.of(1.0), List.of(), List.of()), "has 1 losses, expected 21");
    for (double bad : new double[] {0, 0.2, 4.1, -1, Double.NaN}) {
      assertRefused(() -> new Spill(SPILL.losses(), List.of(1.0, bad), List.of()), "the factor");
    }
    Spill.Curve curve = SPILL.curves().getFirst();
    for (double share : new double[] {0, -0.1, 1.1, Double.NaN}) {
      assertRefused(
          () -> new Spill.Curve(share, curve.probes(), curve.mass(), List.of()), "of the share");
    }
    assertRefused(
        () -> new Spill(SPILL.losses(), List.of(), Collections.nCopies(2, curve)),
        "not ascending at curve 1");
    PartitionModel model = TestModels.linear(4, 8, Similarity.L2, 1);
    for (double share : new double[] {-0.1, 1.1, Double.NaN}) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> model.calibration(share)).getMessage();
      assertEquals("[spill] must be a share of the vectors from 0 to 1, got " + share, message);
    }
  }

  @Test
  void factorsOfOtherBinsAndCurvesOfOtherSettingsAreRefused() {
    PartitionModel model = TestModels.linear(5, BINS, Similarity.L2, 1);
    float[] centres = new float[5 * BINS];
    model.centres().get(centres);
    assertRefused(
        () ->
            PartitionModel.of(
                model.manifest(),
                model.routerOnnx(),
                null,
                centres,
                model.calibration(),
                List.of(),
                new Spill(SPILL.losses(), List.of(1.0, 1.0), SPILL.curves())),
        "has 2 factors but the model " + BINS + " bins");
    Spill other = TestModels.spill(TestModels.calibration(BINS / 2));
    assertRefused(
        () ->
            PartitionModel.of(
                model.manifest(),
                model.routerOnnx(),
                null,
                centres,
                model.calibration(),
                List.of(),
                other),
        "settings are not those of the calibration");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|must have the keys [curves, factors, losses]",
        "{\"curves\":[],\"factors\":[],\"losses\":[],\"more\":1}|must have the keys",
        "{\"curves\":{},\"factors\":[],\"losses\":[]}|[curves] must be an array",
        "{\"curves\":[],\"factors\":[],\"losses\":[true]}|[losses] must be a number",
        "{\"curves\":[[0.5,[],[]]],\"factors\":[],\"losses\":[]}|a share and three arrays",
        "{\"curves\":[[0.5,[],1,[]]],\"factors\":[],\"losses\":[]}|[mass] must be an array",
        "{\"curves\":[[\"x\",[],[],[]]],\"factors\":[],\"losses\":[]}|[curves] must be a number",
        "{\"curves\":[[0.5,[[1,1,1]],[],[]]],\"factors\":[],\"losses\":[]}|points of a setting, two costs, and a recall",
        "{\"curves\":[[0.5,[[1,1,9,1]],[],[]]],\"factors\":[],\"losses\":[]}|out of range",
        "{\"curves\":[],\"factors\":[\"x\"],\"losses\":[]}|[factors] must be a number",
        "[]|is not a JSON object",
      })
  void otherJsonIsRefused(String json, String words) {
    assertRefused(() -> Spill.ofJson(json.getBytes(StandardCharsets.UTF_8)), words);
  }
}
