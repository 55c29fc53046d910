package org.learnedpartition.node;

/** A node could not be assembled, started or stopped; the message says why and what to do. */
public final class NodeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** One sentence: what was wrong, where, and what to do. */
  public NodeException(String message) {
    super(message);
  }

  /** As {@link #NodeException(String)}, with what lies behind it. */
  public NodeException(String message, Throwable cause) {
    super(message, cause);
  }
}
