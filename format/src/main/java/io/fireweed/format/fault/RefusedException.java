package io.fireweed.format.fault;

/// Doing what was asked could lose data or harm something that is in use.
public final class RefusedException extends Fault {
  private static final long serialVersionUID = 1L;

  public RefusedException(String message) {
    super(message);
  }

  public RefusedException(String message, String hint) {
    super(message, hint);
  }

  public RefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
