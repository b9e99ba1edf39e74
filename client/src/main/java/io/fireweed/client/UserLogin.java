package io.fireweed.client;

/// Name and password of a user, for a cluster with authentication.
public record UserLogin(String user, String password) {
  /// {@return the name only}
  @Override
  public String toString() {
    return "user " + user;
  }
}
