package io.fireweed.format.fault;

/// It cannot be done now, but the same call may succeed later.
public final class UnavailableException extends Fault {
  private static final long serialVersionUID = 1L;

  public UnavailableException(String message) {
    super(message);
  }

  public UnavailableException(String message, String hint) {
    super(message, hint);
  }

  public UnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
