package org.learnedpartition.cluster;

import java.io.IOException;

/** A cluster that cannot be used; the message is one sentence that names it. */
public final class ClusterException extends IOException {
  private static final long serialVersionUID = 1L;

  ClusterException(String message) {
    super(message);
  }

  ClusterException(String message, Throwable cause) {
    super(message, cause);
  }
}
