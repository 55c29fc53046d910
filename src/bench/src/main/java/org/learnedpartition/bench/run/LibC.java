package org.learnedpartition.bench.run;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;

/** The calls of Linux's C library that ask for and change what is in the page cache. */
interface LibC extends Library {
  int O_RDONLY = 0;
  int O_CLOEXEC = 0x80000;
  int PROT_READ = 1;
  int MAP_SHARED = 1;
  int MADV_DONTNEED = 4;
  int POSIX_FADV_DONTNEED = 4;

  /** Loads on first use, so that other systems can load the classes that mention it. */
  final class Loaded {
    static final LibC C = Native.load("c", LibC.class);

    private Loaded() {}
  }

  int getpagesize();

  int open(String path, int flags) throws LastErrorException;

  int close(int file) throws LastErrorException;

  int fsync(int file) throws LastErrorException;

  Pointer mmap(
      Pointer address, NativeLong length, int protection, int flags, int file, NativeLong offset)
      throws LastErrorException;

  int munmap(Pointer address, NativeLong length) throws LastErrorException;

  /** One byte a page; its lowest bit tells whether the page is in memory. */
  int mincore(Pointer address, NativeLong length, byte[] pages) throws LastErrorException;

  int madvise(Pointer address, NativeLong length, int advice) throws LastErrorException;

  /** Returns the error number. */
  int posix_fadvise(int file, NativeLong offset, NativeLong length, int advice);
}
