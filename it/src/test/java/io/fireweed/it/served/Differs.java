package io.fireweed.it.served;

/// A place where our member answers otherwise than an etcd that these tests run against.
///
/// @param since the first release that answers as our member does
/// @param before what earlier ones answer
/// @param now what our member answers
/// @param because why
public record Differs<T>(Release since, T before, T now, String because) {
  /// {@return what a server is expected to answer}
  public T at(Server server) {
    return server.release().isBefore(since) ? before : now;
  }
}
