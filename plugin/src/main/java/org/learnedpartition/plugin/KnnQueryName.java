package org.learnedpartition.plugin;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.opensearch.plugins.PluginInfo;

/**
 * Whether the query name {@code knn} is free. Two plugins with a query of one name stop a node from
 * starting, and a plugin is not told of the others, so this looks at what is installed beside it:
 * the descriptors in the node's plugins folder.
 */
final class KnnQueryName {
  /** Plugins that have a query of that name. */
  private static final Set<String> OWNERS = Set.of("opensearch-knn", "opensearch-jvector");

  private KnnQueryName() {}

  /**
   * @param plugins the node's plugins folder
   * @throws IOException if a descriptor cannot be read
   */
  static boolean isFree(Path plugins) throws IOException {
    if (!Files.isDirectory(plugins)) {
      return true;
    }
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(plugins, Files::isDirectory)) {
      for (Path folder : folders) {
        if (Files.exists(folder.resolve(PluginInfo.OPENSEARCH_PLUGIN_PROPERTIES))
            && OWNERS.contains(PluginInfo.readFromProperties(folder).getName())) {
          return false;
        }
      }
    }
    return true;
  }
}
