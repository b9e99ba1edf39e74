package io.fireweed.server.auth;

/// By what a call says who makes it.
public sealed interface Credentials {
  record None() implements Credentials {}

  /// @param text of metadata `token`, or `authorization` without its `Bearer`
  record Token(String text) implements Credentials {}

  /// @param commonName of the client's verified certificate
  record Certificate(String commonName) implements Credentials {}
}
