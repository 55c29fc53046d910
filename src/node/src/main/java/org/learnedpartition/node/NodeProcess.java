package org.learnedpartition.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * One node as a process: its configuration, its command, its log. The process's output is the log.
 *
 * @param name the node's name
 * @param home the cluster's OpenSearch home, with its plugins
 * @param lib the jars of the server
 * @param folder for the configuration and the temporary files
 * @param log the log file
 */
record NodeProcess(String name, Path home, Path lib, Path folder, Path log) {

  /** Writes {@code opensearch.yml} and what else the node wants to find. */
  void configure(Map<String, String> settings) throws IOException {
    FileTrees.createFolder(tmp());
    FileTrees.createFolder(conf());
    StringBuilder yaml = new StringBuilder();
    new TreeMap<>(settings)
        .forEach(
            (key, value) ->
                // A JSON string is a YAML string.
                yaml.append(key)
                    .append(": ")
                    .append(JsonMapper.shared().writeValueAsString(value))
                    .append('\n'));
    Files.writeString(conf().resolve("opensearch.yml"), yaml, StandardCharsets.UTF_8);
    try (var in = NodeProcess.class.getResourceAsStream("log4j2.properties")) {
      Files.copy(in, conf().resolve("log4j2.properties"));
    }
    FileTrees.makeReadable(folder);
  }

  /**
   * Starts the process.
   *
   * @param detached whether it lives on when this process's terminal goes
   */
  Process start(NodeUser user, String heap, int debugPort, boolean detached) throws IOException {
    List<String> command = new ArrayList<>();
    if (detached) {
      // Ctrl-C and a closed terminal reach the whole process group.
      command.add(NodeUser.onPath("setsid") ? "setsid" : "nohup");
    }
    command.addAll(user.prefix());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xms" + heap,
            "-Xmx" + heap,
            "-XX:+UseG1GC",
            "-Xss1m",
            "-XX:ErrorFile=" + tmp().resolve("hs_err_pid%p.log"),
            "-Djava.io.tmpdir=" + tmp(),
            "-Djna.tmpdir=" + tmp(),
            "-Djna.nosys=true",
            "-Djava.awt.headless=true",
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "-javaagent:" + NodeHome.agent(home),
            "-Dio.netty.noUnsafe=true",
            "-Dio.netty.noKeySetOptimization=true",
            "-Dlog4j.shutdownHookEnabled=false",
            "-Dlog4j2.disable.jmx=true",
            "-Dorg.apache.lucene.store.MMapDirectory.sharedArenaMaxPermits=1",
            "-Dopensearch.path.home=" + home,
            "-Dopensearch.path.conf=" + conf(),
            "-Dopensearch.distribution.type=zip",
            "-Dopensearch.bundled_jdk=false"));
    if (debugPort != 0) {
      command.add(
          "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:" + debugPort);
    }
    command.addAll(List.of("-cp", lib + "/*", "org.opensearch.bootstrap.OpenSearch"));
    return new ProcessBuilder(command)
        .directory(tmp().toFile())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
        .start();
  }

  Path conf() {
    return folder.resolve("conf");
  }

  Path tmp() {
    return folder.resolve("tmp");
  }
}
