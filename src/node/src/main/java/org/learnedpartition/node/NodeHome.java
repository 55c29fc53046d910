package org.learnedpartition.node;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One version of OpenSearch, assembled from Maven artifacts: {@code lib} (the server), {@code
 * modules/transport-netty4}, {@code agent} (OpenSearch's Java agent), and the empty folders that it
 * insists on. There is no distribution to unpack and no script in {@code bin}.
 *
 * @param folder the assembled home; never written to once it exists
 * @param version the version of OpenSearch
 */
public record NodeHome(Path folder, String version) {
  private static final String NETTY = "modules/transport-netty4";

  /**
   * The home of a version, assembled now if it is not there yet.
   *
   * @throws NodeException if the version is malformed, or its artifacts cannot be fetched
   */
  public static NodeHome of(Workspace workspace, String version) {
    if (!version.matches("[0-9]+\\.[0-9]+\\.[0-9]+")) {
      throw new NodeException(
          "\""
              + version
              + "\" is no OpenSearch version; give one such as "
              + Versions.current().openSearch()
              + ".");
    }
    Path homes = workspace.folder().resolve("homes");
    Path folder = homes.resolve("opensearch-" + version);
    if (Files.isDirectory(folder)) {
      return new NodeHome(folder, version);
    }
    // A file lock is held by a whole JVM: threads of one need the monitor too.
    synchronized (NodeHome.class) {
      try {
        FileTrees.createFolder(homes);
        try (FileChannel channel =
            FileChannel.open(
                homes.resolve("opensearch-" + version + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE)) {
          // Until the channel is closed.
          channel.lock();
          if (!Files.isDirectory(folder)) {
            assemble(workspace, homes, folder, version);
          }
        }
        FileTrees.makeReadable(homes);
      } catch (IOException e) {
        throw new NodeException(
            "OpenSearch " + version + " cannot be assembled in " + folder + ": " + e, e);
      }
    }
    return new NodeHome(folder, version);
  }

  private static void assemble(Workspace workspace, Path homes, Path folder, String version)
      throws IOException {
    workspace.say("assembling OpenSearch " + version + " from Maven artifacts in " + folder);
    // One name per version: what a killed assembly left is removed by the next one.
    Path work = homes.resolve(".opensearch-" + version);
    FileTrees.delete(work);
    try {
      fetch(work, version);
      Path home = work.resolve("home");
      finishNetty(home, version);
      FileTrees.makeReadable(home);
      Files.move(home, folder, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      FileTrees.delete(work);
    }
  }

  private static void fetch(Path work, String version) throws IOException {
    Path poms = work.resolve("poms");
    for (String each : List.of("", "lib/", "transport-netty4/", "agent/")) {
      copy("home/" + each + "pom.xml", poms.resolve(each + "pom.xml"));
    }
    Versions versions = Versions.current();
    String purpose = "fetching OpenSearch " + version;
    MavenCommand.run(
        poms,
        purpose,
        List.of(
            "generate-resources",
            "-Dopensearch.version=" + version,
            "-Dagent.version=" + versions.agent(),
            "-Ddependency.plugin.version=" + versions.dependencyPlugin()));

    Path home = work.resolve("home");
    for (String each : List.of("bin", "extensions", "plugins", "modules")) {
      FileTrees.createFolder(home.resolve(each));
    }
    Files.move(poms.resolve("lib/jars"), home.resolve("lib"));
    Files.move(poms.resolve("agent/jars"), home.resolve("agent"));
    Files.move(poms.resolve("transport-netty4/jars"), home.resolve(NETTY));

    // OpenSearch's pom calls log4j-core optional; a node does not start without it.
    String log4j = versionOf(home.resolve("lib"), "log4j-api");
    MavenCommand.run(
        poms,
        purpose,
        List.of(
            "org.apache.maven.plugins:maven-dependency-plugin:"
                + versions.dependencyPlugin()
                + ":copy",
            "-N",
            "-Dartifact=org.apache.logging.log4j:log4j-core:" + log4j,
            "-DoutputDirectory=" + home.resolve("lib"),
            "-Ddependency.plugin.version=" + versions.dependencyPlugin()));
  }

  /** A class in two jars of a node is jar hell; and the module's jar brings no descriptor. */
  private static void finishNetty(Path home, String version) throws IOException {
    Set<String> lib = Set.copyOf(names(home.resolve("lib")));
    Path module = home.resolve(NETTY);
    for (String jar : names(module)) {
      if (lib.contains(jar) || foreignNative(jar)) {
        Files.delete(module.resolve(jar));
      }
    }
    Files.writeString(
        module.resolve("plugin-descriptor.properties"),
        """
        name=transport-netty4
        description=Netty 4 transport
        version=%1$s
        opensearch.version=%1$s
        java.version=21
        classname=org.opensearch.transport.Netty4ModulePlugin
        """
            .formatted(version));
    copy("transport-netty4.policy", module.resolve("plugin-security.policy"));
  }

  /** Whether a jar holds the QUIC library of another platform than this one. */
  private static boolean foreignNative(String jar) {
    if (!jar.matches("netty-codec-native-quic-.*-(linux|osx|windows)-.*")) {
      return false;
    }
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String system = os.startsWith("mac") ? "osx" : os.startsWith("windows") ? "windows" : "linux";
    String arch = System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
    return !jar.endsWith(system + "-" + arch + ".jar");
  }

  /** The version of Lucene in this home. */
  String lucene() {
    return versionOf(folder.resolve("lib"), "lucene-core");
  }

  /** The Java agent's jar, which OpenSearch needs where a security manager used to be. */
  static Path agent(Path home) {
    String jar =
        names(home.resolve("agent")).stream()
            .filter(name -> name.matches("opensearch-agent-[0-9.]+\\.jar"))
            .findFirst()
            .orElseThrow(() -> new NodeException("no Java agent in " + home + "; delete it."));
    return home.resolve("agent").resolve(jar);
  }

  /** Makes a home for one cluster: this one, by hard links, and plugins. */
  void install(Path target, List<PluginZip> plugins) throws IOException {
    FileTrees.link(folder, target);
    for (PluginZip plugin : plugins) {
      plugin.requireBuiltFor(version, lucene());
      plugin.unpack(target.resolve("plugins"));
    }
    FileTrees.makeReadable(target);
  }

  private static String versionOf(Path folder, String artifact) {
    return names(folder).stream()
        .filter(name -> name.matches(artifact + "-[0-9].*\\.jar"))
        .map(name -> name.substring(artifact.length() + 1, name.length() - ".jar".length()))
        .findFirst()
        .orElseThrow(() -> new NodeException("no " + artifact + " in " + folder + "."));
  }

  private static List<String> names(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().collect(Collectors.toList());
    } catch (IOException e) {
      throw new NodeException(folder + " cannot be listed; delete the home it is in.", e);
    }
  }

  private static void copy(String resource, Path target) throws IOException {
    FileTrees.createFolder(target.getParent());
    try (InputStream in = NodeHome.class.getResourceAsStream(resource)) {
      Files.copy(in, target);
    }
  }
}
