package org.learnedpartition.sets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTests {
  @TempDir Path folder;

  private void run(List<String> lines, String... command) throws IOException, InterruptedException {
    Program.run(folder, "it is missing: install it", lines::add, List.of(command));
  }

  @Test
  void eachLineIsToldAsItRunsInItsFolder() throws Exception {
    List<String> lines = new CopyOnWriteArrayList<>();
    run(lines, "sh", "-c", "echo one; echo two >&2; pwd");
    assertEquals(List.of("one", "two", folder.toRealPath().toString()), lines);
  }

  @Test
  void aFailureIsToldWithItsLastLines() {
    IOException e =
        assertThrows(
            IOException.class,
            () -> run(new CopyOnWriteArrayList<>(), "sh", "-c", "echo no room; exit 3"));
    assertTrue(e.getMessage().contains("status 3: no room"), e.getMessage());
  }

  @Test
  void aMissingProgramIsToldWithWhatToDo() {
    IOException e =
        assertThrows(
            IOException.class, () -> run(new CopyOnWriteArrayList<>(), "no-such-program-here"));
    assertEquals("it is missing: install it", e.getMessage());
  }

  @Test
  void anInterruptEndsTheProgramAndItsChildren() throws Exception {
    Path pid = folder.resolve("pid");
    Thread thread = Thread.currentThread();
    Thread interrupter =
        new Thread(
            () -> {
              try {
                while (!Files.exists(pid) || Files.size(pid) == 0) {
                  Thread.sleep(10);
                }
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
              thread.interrupt();
            });
    interrupter.start();
    assertThrows(
        InterruptedException.class,
        () ->
            run(
                new CopyOnWriteArrayList<>(),
                "sh",
                "-c",
                "sleep 600 & echo $! > pid.tmp; mv pid.tmp pid; wait"));
    interrupter.join();
    long child = Long.parseLong(Files.readString(pid).strip());
    for (int i = 0; i < 500 && ProcessHandle.of(child).isPresent(); i++) {
      Thread.sleep(10);
    }
    assertFalse(ProcessHandle.of(child).map(ProcessHandle::isAlive).orElse(false));
  }
}
