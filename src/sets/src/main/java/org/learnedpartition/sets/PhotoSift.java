package org.learnedpartition.sets;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.learnedpartition.model.Similarity;

/**
 * SIFT descriptors of photographs in Debian's packages. OpenCV's detector computes them, so a
 * Python script does this part; {@code photosift.py} says which pictures and how they are dealt.
 */
final class PhotoSift implements Recipe {
  private static final String PYTHON = "/usr/bin/python3";
  private static final String SCRIPT = "photosift.py";
  private static final String NEEDS =
      "making photosift needs a Debian 12 with apt-get, dpkg and "
          + PYTHON
          + " with NumPy and OpenCV: apt-get install python3-numpy python3-opencv";
  private static final Pattern PROGRESS = Pattern.compile("progress\t(\\w+)\t(\\d+)\t(\\d+)");

  @Override
  public String name() {
    return "photosift";
  }

  @Override
  public void make(Making making) throws IOException, InterruptedException {
    making.stage(
        List.of(
            "base.bvecs",
            "base.photo.i32",
            "learn.bvecs",
            "photos.tsv",
            "query.bvecs",
            "query.photo.i32"),
        () -> describe(making));
    making.truth(Similarity.L2, "base.bvecs", "query.bvecs", "truth");
  }

  private static void describe(Making making) throws IOException, InterruptedException {
    Path folder = Files.createDirectories(making.downloads().resolve("photos"));
    require(folder);
    Path script = folder.resolve(SCRIPT);
    try (InputStream in = PhotoSift.class.getResourceAsStream(SCRIPT)) {
      Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
    }
    making.say("photosift takes 600 MB of downloads, 2 GB of disk and some ten minutes");
    Program.run(
        folder,
        NEEDS,
        line -> tell(making, line),
        List.of(
            PYTHON,
            script.toAbsolutePath().toString(),
            making.root().toAbsolutePath().toString(),
            String.valueOf(making.threads())));
  }

  private static void require(Path folder) throws IOException, InterruptedException {
    for (String program : List.of("/usr/bin/apt-get", "/usr/bin/dpkg", PYTHON)) {
      if (!Files.isExecutable(Path.of(program))) {
        throw new IOException(NEEDS + "; there is no " + program);
      }
    }
    try {
      Program.run(
          folder,
          NEEDS,
          line -> true,
          List.of(PYTHON, "-c", "import numpy, cv2; cv2.SIFT_create()"));
    } catch (IOException e) {
      throw new IOException(NEEDS + "; " + e.getMessage(), e);
    }
  }

  /** Whether the line is text. */
  private static boolean tell(Making making, String line) {
    Matcher progress = PROGRESS.matcher(line);
    boolean text = !progress.matches();
    if (text) {
      making.say(line);
    } else {
      making
          .progress()
          .report(
              progress.group(1),
              Long.parseLong(progress.group(2)),
              Long.parseLong(progress.group(3)));
    }
    return text;
  }
}
