package io.fireweed.format.fault;

/// The state changed between looking and acting.
public final class ConflictException extends Fault {
  private static final long serialVersionUID = 1L;

  public ConflictException(String message) {
    super(message);
  }

  public ConflictException(String message, String hint) {
    super(message, hint);
  }

  public ConflictException(String message, Throwable cause) {
    super(message, cause);
  }
}
