package org.learnedpartition.bench.report;

import org.learnedpartition.page.Page;

/** Says how formats were compared. */
record MethodSection(Summary summary) {
  void write(Page page) {
    page.heading("How this was compared");
    page.paragraph(
        "Each setting of each format is a point of recall and speed. All points are measured in"
            + " rounds, in which settings of all formats take turns, searches shuffled anew in each"
            + " round, so that a slow minute of the machine falls on all of them. A round of a format"
            + " counts only if all its settings were measured in it.");
    page.paragraph(
        "A setting so slow that its turn ends before all queries were asked is timed on a part of"
            + " them, beginning at another query in each round; its recall is always that of all"
            + " queries. Rows tell in “queries” how many were timed.");
    page.paragraph(
        "Formats are compared at equal recall. In each round, a format's curve is made of the"
            + " points that no other of its points beats in both recall and speed; between two"
            + " neighbours it is straight in recall and in the logarithm of the figure. Nothing is"
            + " extrapolated: “not reached” names the best recall there was, and “≥” stands before"
            + " the fastest point of a format that was only measured above the recall (“≤” before"
            + " its costs).");
    page.paragraph(
        "A ratio to "
            + summary.baseline()
            + " is taken in each round by itself, of two figures measured in turns; told are the"
            + " median of the rounds and, in brackets, the lowest and the highest. Greater is"
            + " better. “Not told apart”: not all rounds agree which is better. “~”: both were"
            + " measured above the recall only, and the fastest points are compared. “±” is half of"
            + " what lies between the lowest and the highest round. “Per CPU second” compares"
            + " processor time instead of the wall clock: on a machine that others use, too, it is"
            + " the more robust of the two.");
    page.paragraph(
        "“Visited” is the share of all vectors that a query scored, by codes or by floats."
            + " What a router scores to choose where to search is not in it; its time is in all"
            + " times. JVector runs its own kernels, native ones where it has them.");
    page.paragraph(
        "“Built a CPU second” counts indexing and merging: of Lucene's formats ten segments and"
            + " their merge to one, of JVector the whole graph. It is processor time, because an index"
            + " that was kept may have been built at any time, beside anything; the scenario indexing"
            + " tells the clock's. Training the models of partitions is in none of them.");
    page.paragraph(
        "Measured on: "
            + String.join("; ", summary.machines())
            + ". Commit: "
            + String.join(", ", summary.commits())
            + ".");
  }
}
