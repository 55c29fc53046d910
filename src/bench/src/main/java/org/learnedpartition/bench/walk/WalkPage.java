package org.learnedpartition.bench.walk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.learnedpartition.bench.walk.RouterCurve.Point;
import org.learnedpartition.bench.walk.RouterCurve.Reached;
import org.learnedpartition.page.Axis;
import org.learnedpartition.page.Charts;
import org.learnedpartition.page.HtmlPage;
import org.learnedpartition.page.Line;
import org.learnedpartition.page.Numbers;
import org.learnedpartition.page.Palette;
import org.learnedpartition.page.Table;
import org.learnedpartition.walk.LearnedGraph.Judged;

/** The toy and the routers as a page. */
final class WalkPage {
  private WalkPage() {}

  /**
   * @param digits or null
   */
  static String html(Digits digits, List<WalkRun> runs) {
    HtmlPage page = new HtmlPage("A learned similarity graph");
    if (digits != null) {
      toy(page, digits);
    }
    for (WalkRun run : runs) {
      routers(page, run);
    }
    return page.html();
  }

  private static void toy(HtmlPage page, Digits digits) {
    List<Judged> curve = digits.learned().curve();
    Judged start = curve.getFirst();
    int[] in = digits.learned().graph().inDegrees();
    int edges = digits.learned().graph().edges();
    int least = DigitsPicture.hubDegree(in);
    page.heading("A hundred digits");
    page.paragraph(
        String.format(
            Locale.ROOT,
            "Of the %,d edges between a hundred digits a policy kept %,d; %s of them lead to the"
                + " %d digits that most lead to, at least %d each; half of the digits have at most"
                + " %d.",
            start.edges(),
            edges,
            Numbers.percent((double) Arrays.stream(in).filter(d -> d >= least).sum() / edges),
            Arrays.stream(in).filter(d -> d >= least).count(),
            least,
            Arrays.stream(in).sorted().toArray()[in.length / 2]));
    page.chart(
        DigitsPicture.svg(digits),
        "Digits by the ranks of their first two principal components, larger the more edges lead to"
            + " them; hubs and their edges in colour");
    learning(page, curve);
  }

  private static void learning(HtmlPage page, List<Judged> curve) {
    page.chart(
        judged("recall", curve, Judged::recall),
        "Share of the nearest that a search finds, on queries that are not learnt from");
    page.chart(judged("scored vertices", curve, Judged::scored), "What a search costs");
  }

  private static String judged(String what, List<Judged> curve, ToDoubleFunction<Judged> of) {
    double[] steps = curve.stream().mapToDouble(Judged::step).toArray();
    Line line = Line.of(what, steps, curve.stream().mapToDouble(of).toArray());
    return Charts.svg(
        what + " by step",
        Axis.linear("batches learnt from"),
        Axis.linear(what),
        List.of(line),
        new Palette(List.of(what)));
  }

  private static void routers(HtmlPage page, WalkRun run) {
    Bins bins = run.bins();
    page.heading(String.format(Locale.ROOT, "%s, %,d bins", bins.set(), bins.count()));
    page.paragraph(
        String.format(
            Locale.ROOT,
            "%,d vectors in the bins of their nearest centres, %,d queries. A flat ranking needs"
                + " its best %d bins for recall@%d %s; found is the share of them that a router"
                + " finds. Distances are centres compared with a query. On the right the cheapest"
                + " setting whose candidates at that recall are at most %s more than the flat"
                + " ranking's.",
            bins.vectors(),
            bins.queries().count(),
            run.top(),
            bins.k(),
            RouterCurve.RECALLS.getLast(),
            Numbers.percent(WalkTables.ALLOWED - 1)));
    page.table(table(run));
    List<Line> lines =
        run.curves().stream()
            .filter(curve -> curve.points().size() > 1)
            .map(curve -> line(curve.router().name(), curve.points()))
            .toList();
    page.chart(
        Charts.svg(
            "Share of the top bins found against distances",
            Axis.log("distance computations of a query, mean"),
            Axis.linear("found"),
            lines,
            new Palette(lines.stream().map(Line::name).toList())),
        "Bins found of the flat ranking's best, by what it costs");
    learning(page, run.learned().curve());
  }

  private static Line line(String name, List<Point> points) {
    return Line.of(
        name,
        points.stream().mapToDouble(Point::scored).toArray(),
        points.stream().mapToDouble(Point::found).toArray());
  }

  private static Table table(WalkRun run) {
    List<String> head = new ArrayList<>(List.of("router", "edges of a bin"));
    WalkTables.SHARES.forEach(share -> head.add("distances at found " + share));
    head.addAll(List.of("setting", "distances, mean / q95", "found"));
    RouterCurve.RECALLS.forEach(recall -> head.add("candidates at recall " + recall));
    Table table = new Table(head);
    for (RouterCurve curve : run.curves()) {
      List<String> row = new ArrayList<>();
      row.add(curve.router().name());
      row.add(curve.router().edges() == 0 ? null : Numbers.three(curve.router().edges()));
      for (double share : WalkTables.SHARES) {
        double scored = curve.scoredToFind(share);
        row.add(Double.isNaN(scored) ? "not reached" : Numbers.three(scored));
      }
      Point point = WalkTables.enough(run, curve);
      if (point == null) {
        row.addAll(List.of("none", "", ""));
        RouterCurve.RECALLS.forEach(recall -> row.add(null));
      } else {
        row.add(Numbers.plain(point.setting()));
        row.add(Numbers.three(point.scored()) + " / " + Numbers.three(point.scoredP95()));
        row.add(Numbers.recall(point.found()));
        for (Reached at : point.reached()) {
          row.add(at == null ? "not reached" : Numbers.percent(at.candidates()));
        }
      }
      table.row(Palette.isOurs(curve.router().name()), row);
    }
    return table;
  }
}
