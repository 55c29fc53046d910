package org.learnedpartition.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads from a node's log why it did not start. */
final class NodeLog {
  /**
   * An exception as Java prints it, {@code a.b.C: text}, or as OpenSearch does, {@code C[text]}.
   */
  private static final Pattern EXCEPTION =
      Pattern.compile(
          "(?:Caused by: |Likely root cause: )?"
              + "([\\w.$]*[A-Z]\\w*(?:Exception|Error)(?:: .*|\\[.*\\].*)?)");

  /** What the JVM or the tool that starts it for another user says. */
  private static final Pattern REFUSAL =
      Pattern.compile("(?:Error:|ERROR:|Unrecognized|setpriv:|runuser:|su:) .*");

  private static final String SAID_ANYWAY = "ERROR: OpenSearch did not exit normally";
  private static final int LAST_LINES = 5;

  private NodeLog() {}

  /**
   * The innermost cause of the last exception in the log; without one, what the JVM complained
   * about; without that, the last lines.
   */
  static String reason(Path log) {
    List<String> lines;
    try {
      lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      return "and its log cannot be read (" + e + ")";
    }
    String reason = null;
    for (String line : lines) {
      Matcher exception = EXCEPTION.matcher(line);
      if (exception.matches()) {
        reason = exception.group(1);
      } else if (reason == null
          && REFUSAL.matcher(line).matches()
          && !line.startsWith(SAID_ANYWAY)) {
        reason = line;
      }
    }
    if (reason == null) {
      reason =
          String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    }
    return reason;
  }
}
