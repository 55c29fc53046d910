package org.learnedpartition.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opensearch.Version;
import org.opensearch.cluster.metadata.IndexMetadata;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.index.IndexSettings;

class LearnedPartitionPluginTests {

  private static List<String> queries(Path home) throws IOException {
    Settings settings =
        Settings.builder().put(Environment.PATH_HOME_SETTING.getKey(), home).build();
    try (LearnedPartitionPlugin plugin =
        new LearnedPartitionPlugin(settings, home.resolve("config"))) {
      return plugin.getQueries().stream().map(query -> query.getName().getPreferredName()).toList();
    }
  }

  private static void install(Path home, String name) throws IOException {
    Path folder = Files.createDirectories(home.resolve("plugins").resolve("folder-of-" + name));
    Files.writeString(
        folder.resolve("plugin-descriptor.properties"),
        """
        description=d
        version=1
        name=%s
        classname=C
        java.version=21
        opensearch.version=%s
        """
            .formatted(name, Version.CURRENT));
  }

  @Test
  void theNameKnnIsTakenWhereItIsFree(@TempDir Path home) throws IOException {
    assertEquals(List.of("learned_knn", "knn"), queries(home));
    install(home, "learned-partition");
    install(home, "another");
    Files.createDirectories(home.resolve("plugins/.no-plugin"));
    assertEquals(List.of("learned_knn", "knn"), queries(home));
  }

  @ParameterizedTest
  @ValueSource(strings = {"opensearch-knn", "opensearch-jvector"})
  void theNameKnnIsLeftToItsOwner(String owner, @TempDir Path home) throws IOException {
    install(home, owner);
    assertEquals(List.of("learned_knn"), queries(home));
  }

  @Test
  void anIndexHasOneOwnerOfItsCodecs() {
    LearnedPartitionPlugin.refuseOtherCodecs(index(true, false));
    LearnedPartitionPlugin.refuseOtherCodecs(index(false, true));
    assertEquals(
        "[index.learned_partition] and [index.knn] cannot both be true: an index takes its codecs"
            + " from one plugin",
        assertThrows(
                IllegalArgumentException.class,
                () -> LearnedPartitionPlugin.refuseOtherCodecs(index(true, true)))
            .getMessage());
  }

  private static IndexSettings index(boolean ours, boolean knn) {
    Settings settings =
        Settings.builder()
            .put(IndexMetadata.SETTING_VERSION_CREATED, Version.CURRENT)
            .put(IndexMetadata.SETTING_NUMBER_OF_SHARDS, 1)
            .put(IndexMetadata.SETTING_NUMBER_OF_REPLICAS, 0)
            .put("index.learned_partition", ours)
            .put("index.knn", knn)
            .build();
    return new IndexSettings(IndexMetadata.builder("i").settings(settings).build(), Settings.EMPTY);
  }
}
