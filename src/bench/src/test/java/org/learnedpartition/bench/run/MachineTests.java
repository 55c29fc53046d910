package org.learnedpartition.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class MachineTests {
  private static final String COMMIT = "925857afd730e70b3877e8d5f47853fdf6cd1566";

  @Test
  void oneLineTellsWhatRuns() {
    Machine here = Machine.here();
    assertFalse(here.description().contains("\n"), here.description());
    assertTrue(here.description().contains(" cores, "), here.description());
    assertTrue(
        here.description().contains(System.getProperty("java.vm.version")), here.description());
    assertTrue(here.commit().matches("[0-9a-f]{40}\\+?|" + Machine.UNKNOWN_COMMIT), here.commit());
  }

  @Test
  void commitTellsWhetherSourcesDiffered() {
    assertEquals(COMMIT, stamp("git.commit.id.full=" + COMMIT + "\ngit.dirty=false\n"));
    assertEquals(COMMIT + "+", stamp("git.commit.id.full=" + COMMIT + "\ngit.dirty=true\n"));
  }

  @Test
  void commitIsUnknownOutsideARepository() {
    assertEquals(Machine.UNKNOWN_COMMIT, stamp("# nothing\n"));
    assertEquals(Machine.UNKNOWN_COMMIT, Machine.commit(null));
  }

  @Test
  void processorIsTheKernelsModelOrTheArchitecture() {
    assertEquals(
        "Intel(R) Xeon(R) CPU",
        Machine.processor(List.of("processor : 0", "model name\t: Intel(R)  Xeon(R) CPU", "")));
    assertEquals(System.getProperty("os.arch"), Machine.processor(List.of("BogoMIPS : 243.75")));
  }

  private static String stamp(String content) {
    InputStream in = new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
    return Machine.commit(in);
  }
}
