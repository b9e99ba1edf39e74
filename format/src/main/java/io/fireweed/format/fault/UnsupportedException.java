package io.fireweed.format.fault;

/// Bytes obey a format, or a request a rule, of a release that this program does not speak.
public final class UnsupportedException extends Fault {
  private static final long serialVersionUID = 1L;

  public UnsupportedException(String message) {
    super(message);
  }

  public UnsupportedException(String message, String hint) {
    super(message, hint);
  }

  public UnsupportedException(String message, Throwable cause) {
    super(message, cause);
  }
}
