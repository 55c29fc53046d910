package org.learnedpartition.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The versions of the root pom that this module needs at run time.
 *
 * @param project this project's version, part of the plugin zip's name
 * @param openSearch the OpenSearch version that the plugin is built for
 * @param agent the version of OpenSearch's Java agent; one agent serves several versions of
 *     OpenSearch, and not each of them was published with one
 * @param dependencyPlugin the version of maven-dependency-plugin that fetches artifacts
 */
record Versions(String project, String openSearch, String agent, String dependencyPlugin) {

  static Versions current() {
    Properties values = new Properties();
    try (InputStream in = Versions.class.getResourceAsStream("versions.properties")) {
      values.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Versions(
        values.getProperty("project"),
        values.getProperty("opensearch"),
        values.getProperty("opensearch.agent"),
        values.getProperty("maven.dependency.plugin"));
  }
}
