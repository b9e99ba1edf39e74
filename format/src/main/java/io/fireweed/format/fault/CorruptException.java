package io.fireweed.format.fault;

/// Bytes that should obey a format do not.
public final class CorruptException extends Fault {
  private static final long serialVersionUID = 1L;

  public CorruptException(String message) {
    super(message);
  }

  public CorruptException(String message, String hint) {
    super(message, hint);
  }

  public CorruptException(String message, Throwable cause) {
    super(message, cause);
  }
}
