package io.fireweed.server.gateway;

/// A body, or a value in it, is not what the method takes.
final class BadJsonException extends Exception {
  private static final long serialVersionUID = 1;

  BadJsonException(String message) {
    super(message);
  }
}
