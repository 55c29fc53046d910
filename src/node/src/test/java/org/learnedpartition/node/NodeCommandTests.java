package org.learnedpartition.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command line around the library; starting and stopping are in {@link NodeIT}. */
class NodeCommandTests {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine line = NodeCommand.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  @Test
  void withoutACommandItNamesThem() {
    assertEquals(2, run());
    assertTrue(err.toString().startsWith("lp node: one of start, stop and status is missing"));
  }

  @Test
  void whatItDoesNotUnderstandIsExitCode2() {
    assertEquals(2, run("start", "--port", "http"));
    assertTrue(err.toString().contains("'http' is not an int"), err.toString());
    assertEquals(2, run("restart"));
    assertEquals(2, run("start", "--colour"));
  }

  @Test
  void eachCommandHasHelpAndVersion() {
    for (String command : new String[] {"start", "stop", "status"}) {
      assertEquals(0, run(command, "--help"));
      assertEquals(0, run(command, "--version"));
    }
    assertTrue(out.toString().contains("for OpenSearch " + Versions.current().openSearch()));
  }

  @Test
  void statusIsJsonAndItsExitCodeTellsWhetherTheNodeRuns() {
    int exit = run("status", "--json");
    JsonNode status = JsonMapper.shared().readTree(out.toString());
    assertEquals(status.path("running").asBoolean() ? 0 : 3, exit);
  }
}
