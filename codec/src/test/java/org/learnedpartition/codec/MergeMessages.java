package org.learnedpartition.codec;

import java.util.function.Consumer;
import org.apache.lucene.util.InfoStream;

/** Hears what the writer says of the postings that it merges. */
final class MergeMessages extends InfoStream {
  private final Consumer<String> messages;

  MergeMessages(Consumer<String> messages) {
    this.messages = messages;
  }

  @Override
  public void message(String component, String message) {
    messages.accept(message);
  }

  @Override
  public boolean isEnabled(String component) {
    return component.equals(FieldMerge.INFO);
  }

  @Override
  public void close() {}
}
