package org.learnedpartition.node;

/** A node answered with an error status. */
public final class RestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String body;

  RestException(String request, int status, String body) {
    super(request + " was answered with status " + status + ": " + body);
    this.status = status;
    this.body = body;
  }

  /** The HTTP status, 400 or above. */
  public int status() {
    return status;
  }

  /** The answer's body, as text. */
  public String body() {
    return body;
  }
}
