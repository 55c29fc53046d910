package org.learnedpartition.bench.run;

import com.sun.jna.LastErrorException;
import com.sun.jna.NativeLong;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the page cache holds of a folder's files: asked for, filled and emptied. Linux only.
 *
 * <p>A fault on a mapping brings in more than the page that was touched: the device's read-ahead
 * around it ({@code /sys/block/DEVICE/queue/read_ahead_kb}, 128 KiB to several MiB), unless the
 * mapping was advised that it is read at random ({@code MADV_RANDOM}): then it brings in one page.
 * Lucene 10.5 gives no such advice by itself, only with {@code
 * MMapDirectory.setReadAdvice(MMapDirectory.ADVISE_BY_CONTEXT)}, and then for the files that a
 * format opens with {@code DataAccessHint.RANDOM}. The harness gives it for all files of an index,
 * so that pages read are those that a search touched.
 */
public final class PageCache {
  private static final Path IO = Path.of("/proc/self/io");
  private static final Path MAPS = Path.of("/proc/self/maps");
  private static final String READ_BYTES = "read_bytes:";
  private static final int BUFFER_BYTES = 1 << 20;

  /** File systems whose files are nowhere but in memory, or whose cache is not the page cache. */
  private static final Set<String> NEVER_DROPPED = Set.of("tmpfs", "ramfs", "devtmpfs", "zfs");

  private PageCache() {}

  /**
   * Tells why a folder's files cannot be dropped from the page cache.
   *
   * @return one sentence that says what to do, or null if they can
   */
  public static String whyNot(Path folder) throws IOException {
    if (!Platform.isLinux()) {
      return "the page cache cannot be seen or emptied on "
          + System.getProperty("os.name")
          + ": run this scenario on Linux";
    }
    if (!Files.isReadable(IO)) {
      return "this kernel does not tell what a process reads from disk (no readable ["
          + IO
          + "]): run this scenario on a kernel with CONFIG_TASK_IO_ACCOUNTING";
    }
    String type = Files.getFileStore(folder).type();
    if (NEVER_DROPPED.contains(type)) {
      return "["
          + folder
          + "] is on "
          + type
          + ", whose files do not leave memory: choose a folder on a disk";
    }
    return null;
  }

  /**
   * Reads all files of a folder, so that they are in the page cache.
   *
   * @return resident share of their pages; less than 1 when memory is too small for them; NaN where
   *     the system does not tell
   */
  public static double load(Path folder) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    for (Path file : files(folder)) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        while (channel.read(buffer.clear()) >= 0) {
          // Reading is all that is wanted.
        }
      }
    }
    return share(folder);
  }

  /** Share of a folder's pages that are in the page cache, 0 … 1; NaN where nobody tells. */
  public static double share(Path folder) throws IOException {
    return Platform.isLinux() ? resident(folder).share() : Double.NaN;
  }

  /** The pages of a folder's files that are in the page cache now. */
  public static ResidentPages resident(Path folder) throws IOException {
    requireLinux();
    TreeMap<Path, BitSet> pages = new TreeMap<>();
    long total = 0;
    int pageSize = LibC.Loaded.C.getpagesize();
    for (Path file : files(folder)) {
      long count = Math.ceilDiv(Files.size(file), (long) pageSize);
      total += count;
      pages.put(folder.relativize(file), resident(file, Math.toIntExact(count), pageSize));
    }
    return new ResidentPages(pages, total);
  }

  private static BitSet resident(Path file, int pages, int pageSize) throws IOException {
    BitSet resident = new BitSet(pages);
    if (pages == 0) {
      return resident;
    }
    byte[] flags = new byte[pages];
    NativeLong length = new NativeLong((long) pages * pageSize);
    call(
        file,
        (c, descriptor) -> {
          // Mapping touches no page, so asking does not change the answer.
          Pointer map =
              c.mmap(null, length, LibC.PROT_READ, LibC.MAP_SHARED, descriptor, new NativeLong(0));
          try {
            c.mincore(map, length, flags);
          } finally {
            c.munmap(map, length);
          }
        });
    for (int i = 0; i < pages; i++) {
      if ((flags[i] & 1) != 0) {
        resident.set(i);
      }
    }
    return resident;
  }

  /**
   * Drops a folder's files from the page cache. Files that this process has mapped for reading, as
   * an open index has, are dropped too: the kernel keeps pages that a mapping refers to, so the
   * mappings give theirs up first. They stay valid and read from disk again. No thread may open or
   * close files of the folder meanwhile.
   *
   * @return resident share left, 0 … 1; more than 0 if another process has the files mapped
   * @throws IOException if the files cannot be dropped; says why
   */
  public static double drop(Path folder) throws IOException {
    String why = whyNot(folder);
    if (why != null) {
      throw new IOException(why);
    }
    forgetMappings(folder.toRealPath());
    for (Path file : files(folder)) {
      call(
          file,
          (c, descriptor) -> {
            c.fsync(descriptor); // A page that is not yet written stays.
            NativeLong whole = new NativeLong(0);
            int error = c.posix_fadvise(descriptor, whole, whole, LibC.POSIX_FADV_DONTNEED);
            if (error != 0) {
              throw new LastErrorException(error);
            }
          });
    }
    return resident(folder).share();
  }

  /** Takes the folder's pages out of this process's page tables. */
  private static void forgetMappings(Path folder) throws IOException {
    String below = " " + folder + "/";
    for (String line : Files.readAllLines(MAPS)) {
      // ADDRESS-ADDRESS PERMISSIONS OFFSET DEVICE INODE PATH; only shared mappings that are not
      // written lose nothing by it.
      String permissions = line.split(" ", 3)[1];
      if (line.contains(below) && permissions.charAt(1) == '-' && permissions.endsWith("s")) {
        int dash = line.indexOf('-');
        long from = Long.parseUnsignedLong(line, 0, dash, 16);
        long to = Long.parseUnsignedLong(line, dash + 1, line.indexOf(' '), 16);
        try {
          LibC.Loaded.C.madvise(new Pointer(from), new NativeLong(to - from), LibC.MADV_DONTNEED);
        } catch (LastErrorException e) {
          throw new IOException("cannot give up a mapping of [" + folder + "]", e);
        }
      }
    }
  }

  /**
   * Bytes that this process has had read from disks since it began, read-ahead included.
   *
   * @throws IOException if the system does not tell
   */
  public static long bytesRead() throws IOException {
    requireLinux();
    for (String line : Files.readAllLines(IO)) {
      if (line.startsWith(READ_BYTES)) {
        return Long.parseLong(line.substring(READ_BYTES.length()).strip());
      }
    }
    throw new IOException("[" + IO + "] has no line [" + READ_BYTES + "]");
  }

  private static void requireLinux() throws IOException {
    if (!Platform.isLinux()) {
      throw new IOException(
          "the page cache cannot be seen on " + System.getProperty("os.name") + ": run on Linux");
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @FunctionalInterface
  private interface Call {
    void on(LibC c, int descriptor);
  }

  private static void call(Path file, Call call) throws IOException {
    try {
      LibC c = LibC.Loaded.C;
      int descriptor = c.open(file.toString(), LibC.O_RDONLY | LibC.O_CLOEXEC);
      try {
        call.on(c, descriptor);
      } finally {
        c.close(descriptor);
      }
    } catch (LastErrorException e) {
      throw new IOException("[" + file + "] cannot be examined or dropped: " + e.getMessage(), e);
    }
  }
}
