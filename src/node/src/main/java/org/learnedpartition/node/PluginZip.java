package org.learnedpartition.node;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Properties;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A plugin as OpenSearch distributes it: a zip with its descriptor and its jars at the root.
 *
 * @param file the zip
 * @param name the plugin's name, also of its folder in the node
 * @param version the plugin's version
 * @param openSearch the one OpenSearch version it was built for
 */
record PluginZip(Path file, String name, String version, String openSearch) {
  private static final String DESCRIPTOR = "plugin-descriptor.properties";

  /**
   * Reads a zip's descriptor.
   *
   * @throws NodeException if the file is missing or is no plugin
   */
  static PluginZip read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new NodeException(
          "plugin zip "
              + file
              + " is missing; build it with \"mvn -q -DskipTests -pl plugin -am"
              + " package\".");
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ZipEntry entry = zip.getEntry(DESCRIPTOR);
      if (entry == null) {
        throw new NodeException(file + " is no plugin: it has no " + DESCRIPTOR + ".");
      }
      Properties values = new Properties();
      try (InputStream in = zip.getInputStream(entry)) {
        values.load(in);
      }
      String name = values.getProperty("name", "");
      if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.-]*")) {
        throw new NodeException(
            file + " is no plugin: its " + DESCRIPTOR + " gives the name \"" + name + "\".");
      }
      return new PluginZip(
          file, name, values.getProperty("version"), values.getProperty("opensearch.version"));
    } catch (IOException e) {
      throw new NodeException(file + " cannot be read as a plugin zip: " + e.getMessage(), e);
    }
  }

  /**
   * Checks that a node would take the plugin, which it does only at its very version.
   *
   * @param lucene the Lucene version of that OpenSearch, needed to build for it
   */
  void requireBuiltFor(String version, String lucene) {
    if (!version.equals(openSearch)) {
      throw new NodeException(
          file
              + " was built for OpenSearch "
              + openSearch
              + ", not "
              + version
              + "; build it with \"mvn -q -DskipTests -pl plugin -am package -Dopensearch.version="
              + version
              + " -Dlucene.version="
              + lucene
              + "\".");
    }
  }

  /** Unpacks the zip into a new folder of the plugin's name. */
  void unpack(Path plugins) throws IOException {
    Path folder = plugins.resolve(name);
    Files.createDirectories(folder);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        Path target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
          throw new IOException(file + " has an entry outside its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.getParent());
          try (InputStream in = zip.getInputStream(entry)) {
            Files.copy(in, target);
          }
        }
      }
    }
  }
}
