package org.learnedpartition.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeParametersTests {
  private static void assertRefused(String start, String end, Executable made) {
    String message = assertThrows(IllegalArgumentException.class, made).getMessage();
    assertTrue(message.startsWith(start) && message.endsWith(end), message);
  }

  @Test
  void nothingGivenIsTheCalibratedDefaultWithoutLimits() {
    assertEquals(0.95, ProbeParameters.CALIBRATED.target());
    assertFalse(ProbeParameters.CALIBRATED.limited());
    assertEquals(ProbeParameters.CALIBRATED, new ProbeParameters(0));
  }

  @Test
  void eachPartIsSetApart() {
    ProbeParameters parameters =
        ProbeParameters.CALIBRATED
            .withRecallTarget(0.9)
            .withOversampleFactor(3)
            .withMaxVisited(500)
            .withTimeLimit(Duration.ofMillis(2));
    assertEquals(new ProbeParameters(0, 0.9, 3, 500, Duration.ofMillis(2)), parameters);
    assertEquals(0.9, parameters.target());
    assertTrue(parameters.limited());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65_537, 1_000_000_000})
  void probesOutOfRangeAreRefused(int probes) {
    assertRefused("[probes] must", "got " + probes, () -> new ProbeParameters(probes));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, 95, Double.NaN})
  void recallTargetsOutOfRangeAreRefused(double recall) {
    assertRefused(
        "[recall_target] must",
        "got " + recall + "; to find all hits, probe all bins",
        () -> ProbeParameters.CALIBRATED.withRecallTarget(recall));
  }

  @Test
  void probesAndARecallTargetTogetherAreRefused() {
    assertRefused(
        "[probes] and [recall_target] must not be given together",
        "got 5 and 0.9; leave out one of them",
        () -> new ProbeParameters(5).withRecallTarget(0.9));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, 0.5, 100.5, Double.NaN, Double.POSITIVE_INFINITY})
  void oversampleFactorsOutOfRangeAreRefused(double factor) {
    assertRefused(
        "[oversample_factor] must",
        "got " + factor,
        () -> ProbeParameters.CALIBRATED.withOversampleFactor(factor));
  }

  @Test
  void negativeLimitsAreRefused() {
    assertRefused(
        "[max_visited] must", "got -1", () -> ProbeParameters.CALIBRATED.withMaxVisited(-1));
    assertRefused(
        "[time_limit] must",
        "got PT-1S",
        () -> ProbeParameters.CALIBRATED.withTimeLimit(Duration.ofSeconds(-1)));
  }
}
