package org.learnedpartition.cache;

import java.io.IOException;

/** How the values of a part are written and read; {@code read} reads what {@code write} wrote. */
public interface Form<T> {
  void write(T value, PartOutput out) throws IOException;

  T read(PartInput in) throws IOException;
}
