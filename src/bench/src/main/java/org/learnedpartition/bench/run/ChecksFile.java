package org.learnedpartition.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What was checked before a run, beside its rows.
 *
 * @param simd whether vector instructions are used
 * @param data one entry for each sample
 */
public record ChecksFile(Simd simd, List<InputChecks> data) {
  /** Name of the file in the folder of a run. */
  public static final String NAME = "checks.json";

  public ChecksFile {
    data = List.copyOf(data);
  }

  /** Writes it into the folder of a run, over an older one. */
  public void write(Path folder) throws IOException {
    JsonMapper json = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    Files.write(folder.resolve(NAME), json.writeValueAsBytes(this));
  }
}
