package org.learnedpartition.codec;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.FilterIndexInput;
import org.apache.lucene.store.FilterIndexOutput;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.IndexOutput;

/**
 * Fails one call, chosen by its number; counted are all that a disk could fail. Knows which files
 * are open, as Lucene's mock does, but does not yield, which on a busy machine takes minutes.
 */
final class FaultyDirectory extends FilterDirectory {
  /** What the call fails with. */
  static final class Injected extends IOException {
    private static final long serialVersionUID = 1;

    Injected(String call) {
      super("injected into " + call);
    }

    /** Whether a failure is, or comes of, the injected one. */
    static boolean isIn(Throwable failure) {
      for (Throwable e = failure; e != null; e = e.getCause()) {
        if (e instanceof Injected) {
          return true;
        }
        for (Throwable suppressed : e.getSuppressed()) {
          if (isIn(suppressed)) {
            return true;
          }
        }
      }
      return false;
    }
  }

  private final Predicate<String> files;
  private int left = Integer.MAX_VALUE;
  private List<Integer> sites;
  private final List<String> open = new ArrayList<>();

  /**
   * @param files whose reads and writes may fail, by name; opening and making may fail for all
   */
  FaultyDirectory(Directory in, Predicate<String> files) {
    super(in);
    this.files = files;
  }

  /** Has the n-th call from now on fail, and none after it. */
  void failAt(int n) {
    sites = null;
    left = n;
  }

  void failNoMore() {
    left = Integer.MAX_VALUE;
  }

  /**
   * Notes where calls come from, until one shall fail.
   *
   * @return receives a number for each call: the same for the same stack, that is, for the same
   *     place of a loop
   */
  List<Integer> sites() {
    sites = new ArrayList<>();
    return sites;
  }

  /** Whether the call that shall fail was reached. */
  boolean failed() {
    return left <= 0;
  }

  /** Names of the files that were opened or made and not closed. */
  List<String> open() {
    return open;
  }

  /** Leaves the files open, for a look at what became of them. */
  @Override
  public void close() {}

  private void call(String call, String name) throws IOException {
    if (files.test(name)) {
      call(call + " " + name);
    }
  }

  private void call(String call) throws IOException {
    if (sites != null) {
      List<StackTraceElement> stack =
          StackWalker.getInstance()
              .walk(frames -> frames.map(StackWalker.StackFrame::toStackTraceElement).toList());
      sites.add(stack.hashCode());
    }
    if (left != Integer.MAX_VALUE && --left == 0) {
      throw new Injected(call);
    }
  }

  @Override
  public IndexOutput createOutput(String name, IOContext context) throws IOException {
    call("making " + name);
    return output(in.createOutput(name, context));
  }

  @Override
  public IndexOutput createTempOutput(String prefix, String suffix, IOContext context)
      throws IOException {
    call("making " + prefix);
    return output(in.createTempOutput(prefix, suffix, context));
  }

  private IndexOutput output(IndexOutput out) {
    open.add(out.getName());
    return new Output(out);
  }

  @Override
  public IndexInput openInput(String name, IOContext context) throws IOException {
    call("opening " + name);
    IndexInput input = in.openInput(name, context);
    open.add(name);
    return new Input(name, input, true);
  }

  @Override
  public void deleteFile(String name) throws IOException {
    call("deleting " + name);
    super.deleteFile(name);
  }

  @Override
  public void sync(Collection<String> names) throws IOException {
    call("sync");
    super.sync(names);
  }

  @Override
  public void syncMetaData() throws IOException {
    call("sync of the directory");
    super.syncMetaData();
  }

  @Override
  public void rename(String source, String dest) throws IOException {
    call("renaming " + source);
    super.rename(source, dest);
  }

  private final class Output extends FilterIndexOutput {
    Output(IndexOutput out) {
      super(out.toString(), out.getName(), out);
    }

    @Override
    public void writeByte(byte b) throws IOException {
      call("a byte of", getName());
      super.writeByte(b);
    }

    @Override
    public void writeBytes(byte[] b, int offset, int length) throws IOException {
      call("bytes of", getName());
      super.writeBytes(b, offset, length);
    }

    // These would be a call for each byte.

    @Override
    public void writeInt(int i) throws IOException {
      call("an int of", getName());
      out.writeInt(i);
    }

    @Override
    public void writeLong(long i) throws IOException {
      call("a long of", getName());
      out.writeLong(i);
    }

    @Override
    public void close() throws IOException {
      super.close();
      open.remove(getName());
      call("closing", getName());
    }
  }

  private final class Input extends FilterIndexInput {
    private final String name;
    // Closes the file, as slices and clones do not.
    private boolean closes;

    Input(String name, IndexInput in, boolean closes) {
      super(name, in);
      this.name = name;
      this.closes = closes;
    }

    @Override
    public void close() throws IOException {
      super.close();
      if (closes) {
        open.remove(name);
        closes = false;
      }
    }

    @Override
    public byte readByte() throws IOException {
      call("reading a byte of", name);
      return in.readByte();
    }

    @Override
    public void readBytes(byte[] b, int offset, int length) throws IOException {
      call("reading", name);
      in.readBytes(b, offset, length);
    }

    @Override
    public int readInt() throws IOException {
      call("reading an int of", name);
      return in.readInt();
    }

    @Override
    public long readLong() throws IOException {
      call("reading a long of", name);
      return in.readLong();
    }

    @Override
    public void readInts(int[] values, int offset, int length) throws IOException {
      call("reading ints of", name);
      in.readInts(values, offset, length);
    }

    @Override
    public void readFloats(float[] values, int offset, int length) throws IOException {
      call("reading floats of", name);
      in.readFloats(values, offset, length);
    }

    @Override
    public void seek(long position) throws IOException {
      call("seeking in", name);
      in.seek(position);
    }

    @Override
    public void prefetch(long offset, long length) throws IOException {
      call("prefetching of", name);
      in.prefetch(offset, length);
    }

    @Override
    public void updateIOContext(IOContext context) throws IOException {
      call("advice on", name);
      in.updateIOContext(context);
    }

    @Override
    public IndexInput clone() {
      return new Input(name, in.clone(), false);
    }

    @Override
    public IndexInput slice(String description, long offset, long length) throws IOException {
      call("a slice of", name);
      return new Input(name, in.slice(description, offset, length), false);
    }
  }
}
