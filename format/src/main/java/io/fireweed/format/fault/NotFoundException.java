package io.fireweed.format.fault;

/// What was named does not exist.
public final class NotFoundException extends Fault {
  private static final long serialVersionUID = 1L;

  public NotFoundException(String message) {
    super(message);
  }

  public NotFoundException(String message, String hint) {
    super(message, hint);
  }

  public NotFoundException(String message, Throwable cause) {
    super(message, cause);
  }
}
