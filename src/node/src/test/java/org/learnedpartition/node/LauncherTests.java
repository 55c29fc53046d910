package org.learnedpartition.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code ./lp} itself, in a checkout whose path has a space, with an environment that holds only
 * what the test put there: JDKs and Maven are scripts that tell how they were called.
 */
class LauncherTests {
  private static final List<String> TOOLS =
      List.of("cat", "dirname", "find", "head", "mkdir", "mv", "readlink", "rm", "sed", "sh");

  @TempDir Path temp;
  private Path checkout;
  private Path tools;
  private Path jdks;
  private final Map<String, String> environment = new LinkedHashMap<>();

  private record Result(int exit, String out, String err, long pid) {}

  @BeforeEach
  void makeCheckout() throws IOException {
    checkout = Files.createDirectories(temp.resolve("a checkout"));
    Files.copy(Workspace.open(said -> {}).checkout().resolve("lp"), script());
    Files.setPosixFilePermissions(script(), PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String each : List.of("codec", "plugin", "src/node")) {
      Files.createDirectories(checkout.resolve(each).resolve("src"));
      Files.writeString(checkout.resolve(each).resolve("pom.xml"), "<project/>");
    }
    Files.createDirectories(checkout.resolve("licenses"));
    Files.writeString(checkout.resolve("pom.xml"), "<project>\n<version>9.8.7</version>\n");
    tools = Files.createDirectories(temp.resolve("tools"));
    for (String tool : TOOLS) {
      boolean inBin = Files.isExecutable(Path.of("/bin", tool));
      executable(
          tools.resolve(tool), "exec " + (inBin ? "/bin/" : "/usr/bin/") + tool + " \"$@\"\n");
    }
    jdks = Files.createDirectories(temp.resolve("jdks"));
    environment.put("PATH", tools.toString());
    environment.put("HOME", temp.toString());
    environment.put("LP_JDK_FOLDERS", jdks + "/*");
  }

  private Path script() {
    return checkout.resolve("lp");
  }

  private static void executable(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /**
   * A JDK that says its version when asked, and otherwise its folder, its pid, its class path and
   * its arguments.
   */
  private Path jdk(Path folder, String version) throws IOException {
    executable(folder.resolve("bin/javac"), "");
    executable(
        folder.resolve("bin/java"),
        """
        case " $* " in
          *" -version "*)
            echo '    java.home = %1$s' >&2
            echo 'openjdk version "%2$s" 2025-01-01' >&2 ;;
          *)
            echo "home %1$s"
            echo "pid $$"
            echo "class path $CLASSPATH"
            for each; do echo "[$each]"; done ;;
        esac
        """
            .formatted(folder, version));
    return folder;
  }

  /** A Maven that writes what a build would leave, and a line for each call. */
  private void maven(int exit) throws IOException {
    executable(
        tools.resolve("mvn"),
        """
        echo "$*" >>"%1$s/calls"
        [ %3$d = 0 ] || { echo "[ERROR] it does not compile"; exit %3$d; }
        mkdir -p src/node/target
        : >src/node/target/learned-partition-node-9.8.7.jar
        : >src/node/target/learned-partition-node-9.8.7-tests.jar
        echo "one.jar:two.jar" >src/node/target/classpath.txt
        """
            .formatted(temp, 0, exit));
  }

  private int builds() throws IOException {
    Path calls = temp.resolve("calls");
    return Files.exists(calls) ? Files.readAllLines(calls).size() : 0;
  }

  private Result lp(String... arguments) throws Exception {
    return lpAt(script(), arguments);
  }

  private Result lpAt(Path program, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    Path out = temp.resolve("out");
    Path err = temp.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(temp.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "./lp did not end");
    return new Result(
        process.exitValue(), Files.readString(out), Files.readString(err), process.pid());
  }

  @Test
  void helpAndVersionNeedNeitherJdkNorBuild() throws Exception {
    for (String each : List.of("help", "--help", "-h")) {
      Result help = lp(each);
      assertEquals(0, help.exit());
      assertTrue(help.out().contains("./lp COMMAND"), help.out());
    }
    assertEquals(lp("help").out(), lp().out());
    assertEquals("learned partition 9.8.7\n", lp("version").out());
    assertEquals(0, builds());
  }

  @Test
  void anUnknownCommandIsOneSentenceAndExitCode2() throws Exception {
    Result result = lp("serve");
    assertEquals(2, result.exit());
    assertEquals("lp: there is no command \"serve\"; ./lp help lists them.\n", result.err());
  }

  @Test
  void withoutAJdkItSaysWhereItLookedAndWhatToDo() throws Exception {
    maven(0);
    jdk(jdks.resolve("jdk-17"), "17.0.15");
    jdk(jdks.resolve("jdk-8"), "1.8.0_402");
    Result result = lp("node", "status");
    assertEquals(2, result.exit());
    assertEquals(1, result.err().lines().count(), result.err());
    for (String each : List.of("no JDK 21 or newer", "LP_JAVA_HOME", "PATH", "/usr/lib/jvm")) {
      assertTrue(result.err().contains(each), result.err());
    }
    assertEquals(0, builds());
  }

  @Test
  void aRuntimeWithoutCompilerIsNoJdk() throws Exception {
    maven(0);
    Files.delete(jdk(jdks.resolve("jre-25"), "25").resolve("bin/javac"));
    assertEquals(2, lp("node", "status").exit());
  }

  @Test
  void theOrderIsLpJavaHomeThenJavaHomeThenPathThenTheNewestOfTheFolders() throws Exception {
    maven(0);
    jdk(jdks.resolve("jdk-21"), "21.0.1");
    jdk(jdks.resolve("jdk-26"), "26-ea");
    jdk(jdks.resolve("jdk-9"), "9.0.4");
    assertHome(jdks.resolve("jdk-26"));
    Path onPath = jdk(temp.resolve("on path"), "21.0.2");
    Files.createSymbolicLink(tools.resolve("java"), onPath.resolve("bin/java"));
    assertHome(onPath);
    Path javaHome = jdk(temp.resolve("java home"), "22");
    environment.put("JAVA_HOME", javaHome.toString());
    assertHome(javaHome);
    Path ours = jdk(temp.resolve("ours"), "23.0.1");
    environment.put("LP_JAVA_HOME", ours.toString());
    assertHome(ours);
  }

  @Test
  void aJavaHomeThatIsTooOldIsPassedOver() throws Exception {
    maven(0);
    environment.put("JAVA_HOME", jdk(temp.resolve("old"), "17.0.15").toString());
    jdk(jdks.resolve("jdk-25"), "25.0.3");
    assertHome(jdks.resolve("jdk-25"));
  }

  @Test
  void anLpJavaHomeThatIsTooOldIsRefused() throws Exception {
    maven(0);
    jdk(jdks.resolve("jdk-25"), "25.0.3");
    environment.put("LP_JAVA_HOME", jdk(temp.resolve("old"), "17.0.15").toString());
    Result result = lp("node", "status");
    assertEquals(2, result.exit());
    assertTrue(result.err().contains("LP_JAVA_HOME is " + temp.resolve("old")), result.err());
  }

  private void assertHome(Path home) throws Exception {
    Result result = lp("node", "status");
    assertEquals(0, result.exit(), result.err());
    assertTrue(result.out().contains("home " + home + "\n"), result.out());
  }

  @Test
  void itBecomesJavaAndPassesArgumentsOnAsTheyAre() throws Exception {
    maven(0);
    jdk(jdks.resolve("jdk-25"), "25.0.3");
    Path link = Files.createSymbolicLink(temp.resolve("linked lp"), Path.of("a checkout/lp"));
    Result result = lpAt(link, "node", "start", "--data", "my data", "");
    assertTrue(
        result
            .out()
            .endsWith(
                """
                [-Dlp.home=%1$s]
                [org.learnedpartition.node.NodeCommand]
                [start]
                [--data]
                [my data]
                []
                """
                    .formatted(checkout.toRealPath())),
        result.out());
    assertTrue(
        result
            .out()
            .contains(
                "class path %s/src/node/target/learned-partition-node-9.8.7.jar:one.jar:two.jar\n"
                    .formatted(checkout.toRealPath())),
        result.out());
    // The very process that was started: Ctrl-C and a kill reach Java.
    assertTrue(result.out().contains("pid " + result.pid() + "\n"), result.out());
  }

  @Test
  void itBuildsOnceAndAgainWhenASourceChangesOrGoes() throws Exception {
    maven(0);
    jdk(jdks.resolve("jdk-25"), "25.0.3");
    Path source = checkout.resolve("codec/src/A.java");
    Files.writeString(source, "class A {}");
    Result first = lp("node", "status");
    assertTrue(first.err().contains("building src/node"), first.err());
    assertEquals(1, builds());
    Result second = lp("node", "status");
    assertEquals("", second.err());
    assertEquals(1, builds());

    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(2)));
    lp("node", "status");
    assertEquals(2, builds());
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().minusSeconds(60)));
    lp("node", "status");
    assertEquals(2, builds());
    Files.delete(source);
    FileTime later = FileTime.from(Instant.now().plusSeconds(2));
    Files.setLastModifiedTime(source.getParent(), later);
    lp("node", "status");
    assertEquals(3, builds());
  }

  @Test
  void aFailedBuildShowsWhatMavenSaidAndIsTriedAgain() throws Exception {
    maven(1);
    jdk(jdks.resolve("jdk-25"), "25.0.3");
    for (int attempt = 1; attempt <= 2; attempt++) {
      Result result = lp("node", "status");
      assertEquals(1, result.exit());
      assertEquals("", result.out());
      assertTrue(result.err().contains("it does not compile"), result.err());
      assertEquals(attempt, builds());
    }
    maven(0);
    assertEquals(0, lp("node", "status").exit());
  }

  @Test
  void withoutMavenItSaysWhatToInstall() throws Exception {
    jdk(jdks.resolve("jdk-25"), "25.0.3");
    Result result = lp("node", "status");
    assertEquals(2, result.exit());
    assertTrue(result.err().contains("Maven 3.8 or newer"), result.err());
  }

  @Test
  void itRunsWithStandardInputClosed() throws Exception {
    maven(0);
    jdk(jdks.resolve("jdk-25"), "25.0.3");
    environment.put("LP", script().toString());
    executable(temp.resolve("closed"), "exec \"$LP\" node status <&-\n");
    Result result = lpAt(temp.resolve("closed"));
    assertEquals(0, result.exit(), result.err());
    assertFalse(result.out().isEmpty());
  }

  @Test
  void theScriptIsPortable() throws Exception {
    String text = new String(Files.readAllBytes(script()), StandardCharsets.UTF_8);
    assertTrue(text.startsWith("#!/bin/sh\n"));
    assertFalse(text.contains("[["), "a bash test in a sh script");
    assertFalse(text.contains("\t"), "a tab");
  }
}
