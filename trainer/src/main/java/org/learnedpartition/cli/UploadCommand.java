package org.learnedpartition.cli;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.learnedpartition.cluster.Cluster;
import org.learnedpartition.model.PartitionModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lp upload}. */
@Command(
    name = "upload",
    description = "Stores a partition model in a cluster.",
    mixinStandardHelpOptions = true)
final class UploadCommand implements Callable<Integer> {
  private static final String MODELS = "/_plugins/_learned_partition/models/";

  // The plugin's own rule; what it allows needs no escape in a URL.
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9_-]{0,127}");

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "MODEL", description = "A .partition file.")
  private Path file;

  @Option(
      names = "--url",
      required = true,
      paramLabel = "URL",
      description = "The cluster, such as http://localhost:9200.")
  private URI url;

  @Option(
      names = "--id",
      required = true,
      paramLabel = "ID",
      description = "The id that mappings name the model by.")
  private String id;

  @Mixin private ClusterOptions options;

  @Option(names = "--json", description = "Print what the cluster answers.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "[id] must be 1 to 128 lower-case letters, digits, '-' and '_', beginning with a letter"
              + " or digit, got ["
              + id
              + "]");
    }
    PartitionModel model = Models.read(file);
    byte[] bytes = new byte[model.file().remaining()];
    model.file().get(bytes);
    Cluster.Answer answer;
    try (Cluster cluster = Cluster.at(url, options.access())) {
      // OpenSearch refuses application/octet-stream before any plugin is asked.
      answer = cluster.send("PUT", MODELS + id, "application/*", bytes);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(answer.json().toPrettyString());
    } else {
      out.printf(
          "model %s is stored in %s as [%s]%s%n",
          model.id(),
          url,
          id,
          answer.json().path("result").asString("").equals("unchanged")
              ? ", as it was before"
              : "");
    }
    return 0;
  }
}
