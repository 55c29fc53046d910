package org.learnedpartition.bench.run;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.learnedpartition.vector.Gemm;

/**
 * What measured: a machine and a state of the sources.
 *
 * @param description processor, cores, memory, system, Java and its heap, width of vector
 *     registers, in one line
 * @param commit of this project that was built, 40 hex digits; ends in {@code +} if sources
 *     differed from it; {@code unknown} if it was not built in a Git repository
 */
public record Machine(String description, String commit) {
  static final String UNKNOWN_COMMIT = "unknown";

  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final double GIB = 1L << 30;

  /** The machine that this process runs on. */
  public static Machine here() {
    Runtime java = Runtime.getRuntime();
    return new Machine(
        String.format(
            Locale.ROOT,
            "%s, %d cores, %.0f GiB, %s %s, Java %s (%s), heap %.1f GiB, %s",
            processor(),
            java.availableProcessors(),
            memoryBytes() / GIB,
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("java.vm.version"),
            System.getProperty("java.vendor"),
            java.maxMemory() / GIB,
            Gemm.vectorBits() == 0 ? "no SIMD" : "SIMD of " + Gemm.vectorBits() + " bits"),
        commit(Machine.class.getResourceAsStream("commit.properties")));
  }

  /** Memory of the machine, in bytes, or of the container if that is less. */
  static long memoryBytes() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getTotalMemorySize();
  }

  private static String processor() {
    if (Files.isReadable(PROCESSORS)) {
      try {
        return processor(Files.readAllLines(PROCESSORS));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return System.getProperty("os.arch");
  }

  /** The model that the kernel tells; ARM kernels tell none. */
  static String processor(List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip().replaceAll("\\s+", " "))
        .findFirst()
        .orElse(System.getProperty("os.arch"));
  }

  /**
   * @param stamp what the build wrote, empty without a repository; null if it wrote nothing; closed
   *     here
   */
  static String commit(InputStream stamp) {
    if (stamp == null) {
      return UNKNOWN_COMMIT;
    }
    Properties properties = new Properties();
    try (stamp) {
      properties.load(stamp);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String commit = properties.getProperty("git.commit.id.full");
    if (commit == null) {
      return UNKNOWN_COMMIT;
    }
    return commit + (Boolean.parseBoolean(properties.getProperty("git.dirty")) ? "+" : "");
  }
}
