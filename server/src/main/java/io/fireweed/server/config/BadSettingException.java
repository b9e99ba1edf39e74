package io.fireweed.server.config;

/// A value that a setting cannot have, said in the words of etcd.
public sealed class BadSettingException extends RuntimeException permits UnknownLevelException {
  private static final long serialVersionUID = 1L;

  private final String message;

  public BadSettingException(String message) {
    super(message);
    this.message = message;
  }

  @Override
  public String getMessage() {
    return message;
  }
}
