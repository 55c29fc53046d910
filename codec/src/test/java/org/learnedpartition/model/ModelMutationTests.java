package org.learnedpartition.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * Damaged models whose checksum is right: each is refused with one sentence, when it is read or
 * when it is opened, or it works.
 */
class ModelMutationTests {
  private static final int DIMENSION = 6;
  private static final int BINS = 12;
  private static final int MUTATIONS = 800;

  private static byte[] file(boolean shortlist) {
    PartitionModel model =
        shortlist
            ? TestModels.shortlist(DIMENSION, BINS, Similarity.COSINE, 1)
            : TestModels.spilling(TestModels.coded(DIMENSION, BINS, 9, Similarity.COSINE, 1));
    byte[] file = new byte[model.file().remaining()];
    model.file().get(file);
    return file;
  }

  @ParameterizedTest
  @Seeds({101, 102, 103, 104})
  void mutationsAreRefusedOrWork(long seed) throws Exception {
    byte[] original = file(seed % 2 == 0);
    Random random = new Random(seed);
    int refused = 0;
    int opened = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] file = original.clone();
      for (int changes = 1 + (int) Math.abs(random.nextGaussian() * 2); changes > 0; changes--) {
        mutate(file, random);
      }
      sign(file);
      String which = "seed " + seed + ", mutation " + i;
      PartitionModel model;
      try {
        model = PartitionModel.read(file);
      } catch (InvalidModelException e) {
        Refusals.assertOneSentence(e);
        refused++;
        continue;
      } catch (Throwable e) {
        throw new AssertionError(which + " was not refused properly", e);
      }
      try {
        work(model);
      } catch (InvalidModelException e) {
        Refusals.assertOneSentence(e);
      } catch (Throwable e) {
        throw new AssertionError(which + " was not refused properly", e);
      }
      opened++;
    }
    assertTrue(refused > 100 && opened > 10, refused + " refused, " + opened + " opened");
    assertEquals(0, OpenModel.openCount());
  }

  private static void mutate(byte[] file, Random random) {
    int at = random.nextInt(file.length);
    switch (random.nextInt(5)) {
      case 0 -> file[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> file[at] = (byte) random.nextInt();
      case 2 -> file[at] = new byte[] {0, 1, 0x7f, (byte) 0x80, -1}[random.nextInt(5)];
      case 3 -> {
        int length = Math.min(random.nextInt(16), file.length - at);
        System.arraycopy(file, random.nextInt(file.length - length), file, at, length);
      }
      default -> Arrays.fill(file, at, Math.min(file.length, at + 4), (byte) 0xff);
    }
  }

  private static void sign(byte[] file) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(file, 0, file.length - 32);
    System.arraycopy(digest.digest(), 0, file, file.length - 32, 32);
  }

  private static void work(PartitionModel model) {
    try (OpenModel open = OpenModel.open(model)) {
      float[] vectors = new float[4 * model.dimension()];
      Random random = new Random(7);
      for (int i = 0; i < vectors.length; i++) {
        vectors[i] = (float) random.nextGaussian();
      }
      int[] bins = new int[4];
      int[] seconds = new int[4];
      float[] losses = new float[4];
      open.assign(vectors, 4, bins, seconds, losses);
      for (int i = 0; i < bins.length; i++) {
        assertTrue(bins[i] >= 0 && bins[i] < model.bins());
        assertTrue(seconds[i] >= 0 && seconds[i] < model.bins());
        assertTrue(seconds[i] == bins[i] || losses[i] >= 0);
      }
      for (double share = 0; share <= 1; share += 0.125) {
        int probes = model.calibration(share).of(10).probesFor(0.95);
        assertTrue(probes >= 1 && probes <= model.bins());
        assertTrue(model.spill() == null || !Double.isNaN(model.spill().most(share)));
      }
      boolean[] seen = new boolean[model.bins()];
      for (int bin : open.rank(Arrays.copyOf(vectors, model.dimension())).first(model.bins())) {
        assertTrue(!seen[bin]);
        seen[bin] = true;
      }
      for (boolean each : seen) {
        assertTrue(each);
      }
      for (Encoding encoding : model.encodings()) {
        if (encoding != Encoding.X1) {
          Quantizer quantizer = model.quantizer(encoding);
          byte[] codes = new byte[quantizer.codes()];
          float constant = quantizer.encoder().encode(vectors, 0, bins[0], codes, 0);
          float[] prepared = quantizer.prepare(Arrays.copyOf(vectors, model.dimension()));
          assertTrue(Float.isFinite(constant + quantizer.base(prepared, bins[0])));
        }
      }
    }
  }
}
