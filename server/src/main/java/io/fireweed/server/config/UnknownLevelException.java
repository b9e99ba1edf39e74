package io.fireweed.server.config;

/// A level of the log that there is not. etcd, which has no log yet then, ends as if by a mistake
/// of
/// its own.
final class UnknownLevelException extends BadSettingException {
  private static final long serialVersionUID = 1L;

  UnknownLevelException(String message) {
    super(message);
  }
}
