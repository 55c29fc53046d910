package org.learnedpartition.trainpage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.method.Examination;
import org.learnedpartition.method.Method;
import org.learnedpartition.method.Trainer;
import org.learnedpartition.method.TrainingOptions;
import org.learnedpartition.method.TrainingResult;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Progress;
import org.xml.sax.InputSource;

final class TrainingPageTests {
  private static final int D = 8;
  private static final String HOSTILE = "a<script>\"&'.partition";

  private static final List<String> SECTIONS =
      List.of(
          "What was made",
          "What to do next",
          "Objective",
          "Recall against candidates",
          "Training loss",
          "Bin sizes",
          "Borders",
          "Calibration",
          "Time and memory");

  private static TrainingOptions options(Method method) {
    return TrainingOptions.of(Similarity.L2)
        .with(
            o -> {
              o.method = method;
              o.bins = 16;
              o.threads = 2;
              o.rounds = 1;
              o.hiddenUnits = 8;
            });
  }

  private static VectorSource vectors(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[n * D];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() + i / D % 8;
    }
    return VectorSource.of(values, D);
  }

  private static TrainingResult train(int n, int queries, TrainingOptions options)
      throws Exception {
    return Trainer.train(
        vectors(n, 1), queries == 0 ? null : vectors(queries, 2), options, Progress.NONE);
  }

  @ParameterizedTest
  @EnumSource(
      value = Method.class,
      names = {"SELF_CONSISTENT", "KMEANS", "LINEAR"})
  void thePageOfARunHasEverySectionAndIsWellFormed(Method method) throws Exception {
    TrainingOptions options = options(method);
    String html = new TrainingPage(HOSTILE, train(3000, 0, options), options).html();
    for (String section : SECTIONS) {
      assertTrue(html.contains("<h2>" + section + "</h2>"), section);
    }
    assertFalse(html.contains("<script"), "names are escaped");
    assertTrue(html.contains("a&lt;script&gt;&quot;&amp;"));
    // But for the elements that HTML leaves open the page is XML.
    String xml = html.replace("<!doctype html>", "").replaceAll("<meta [^>]*>", "");
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)));
    assertFalse(html.contains("NaN") || html.contains("Infinity"), "figures are numbers");
  }

  @Test
  void figuresOfTheKeptModelAddUp() throws Exception {
    TrainingResult result = train(3000, 0, options(Method.SELF_CONSISTENT));
    Examination of = result.examination();
    assertEquals(450, Arrays.stream(of.heldOut()).sum());
    assertEquals(2550, Arrays.stream(of.trained()).sum());
    double sum = Arrays.stream(of.byRank()).sum();
    assertEquals(1, sum, 1e-9, "16 ranks are all bins");
    assertTrue(of.crossing() > 0 && of.crossing() < 1, "crossing " + of.crossing());
    double before = 1;
    for (Examination.Border border : of.borders()) {
      assertTrue(border.one() < border.other() && border.share() <= before && border.share() > 0);
      before = border.share();
    }
    for (Examination.Promise promise : of.promises()) {
      double room = Math.max(0.02, 5 * promise.error());
      assertTrue(promise.got() >= promise.asked() - room, promise.toString());
    }
    assertEquals(4, result.losses().getFirst().epochs().length);
    assertTrue(
        result.account().times().stream().mapToDouble(t -> t.seconds()).sum() <= result.seconds());
  }

  @Test
  void fewVectorsABinAndRealQueriesAreSpokenOf() throws Exception {
    TrainingOptions options = options(Method.SELF_CONSISTENT).with(o -> o.bins = 64);
    String advice = String.join("\n", Advice.of(train(900, 0, options), options));
    assertTrue(advice.contains("A bin was learnt from 12 vectors"), advice);
    assertTrue(advice.contains("--queries"), advice);
    String asked = String.join("\n", Advice.of(train(900, 80, options), options));
    assertTrue(asked.contains("Only 80 queries judged"), asked);
    assertFalse(asked.contains("If queries are of another kind"), asked);
  }

  @Test
  void equalVectorsMakeAPageToo() throws Exception {
    TrainingOptions options = options(Method.SELF_CONSISTENT);
    float[] same = new float[400 * D];
    Arrays.fill(same, 1);
    TrainingResult result = Trainer.train(VectorSource.of(same, D), null, options, Progress.NONE);
    String html = new TrainingPage("same.partition", result, options).html();
    assertTrue(html.contains("bins are empty"), "advice on empty bins");
  }
}
