package org.learnedpartition.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeLogTests {
  @TempDir Path temp;

  private String reason(String log) throws IOException {
    Path file = temp.resolve("log");
    Files.writeString(file, log);
    return NodeLog.reason(file);
  }

  @Test
  void theInnermostCauseIsTheReason() throws IOException {
    assertEquals(
        "java.net.BindException: Address already in use",
        reason(
            """
            [2026-01-01T00:00:00,000][INFO ][o.o.n.Node] [node-0] starting ...
            org.opensearch.bootstrap.StartupException: BindHttpException[Failed to bind]
            \tat org.opensearch.bootstrap.OpenSearch.init(OpenSearch.java:185)
            Caused by: org.opensearch.http.BindHttpException: Failed to bind to 9200
            \tat org.opensearch.http.Transport.bind(Transport.java:1)
            Caused by: java.net.BindException: Address already in use
            \t... 6 more
            ERROR: OpenSearch did not exit normally - check the logs at /x/y.log
            """));
  }

  @Test
  void openSearchsOwnFormIsRead() throws IOException {
    assertEquals(
        "SettingsException[unknown setting [a.b] please check]",
        reason(
            """
            SettingsException[unknown setting [a.b] please check]
            For complete error details, refer to the log at /x/y.log
            ERROR: OpenSearch did not exit normally - check the logs at /x/y.log
            """));
  }

  @Test
  void theLikelyRootCauseIsPreferred() throws IOException {
    assertEquals(
        "java.io.IOException: No space left on device",
        reason(
            """
            OpenSearchException[failed to load metadata]; nested: IOException[No space left on device];
            Likely root cause: java.io.IOException: No space left on device
            \tat java.base/sun.nio.ch.FileDispatcherImpl.write0(Native Method)
            ERROR: OpenSearch did not exit normally - check the logs at /x/y.log
            [2026-01-01T00:00:00,000][INFO ][o.o.n.Node] [node-0] closed
            """));
  }

  @Test
  void whatTheJvmRefusesIsTheReasonWhenNothingWasThrown() throws IOException {
    assertEquals(
        "Unrecognized VM option 'UseNothing'",
        reason(
            """
            Unrecognized VM option 'UseNothing'
            Error: Could not create the Java Virtual Machine.
            Error: A fatal exception has occurred. Program will exit.
            """));
  }

  @Test
  void otherwiseTheLastLinesAreGiven() throws IOException {
    assertEquals("2\n3\n4\n5\n6", reason("1\n2\n3\n4\n5\n6\n"));
  }

  @Test
  void aLineThatOnlyMentionsAnExceptionIsNoReason() throws IOException {
    String line = "[2026-01-01][WARN ][o.o.X] [node-0] ignored java.io.IOException: gone";
    assertEquals(line, reason(line + "\n"));
  }
}
