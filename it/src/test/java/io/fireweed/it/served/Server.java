package io.fireweed.it.served;

import java.nio.file.Path;

/// A running member of a cluster of one.
public interface Server extends AutoCloseable {
  /// {@return the behaviour to expect}
  Release release();

  /// {@return host and port for clients}
  String address();

  /// {@return the directory holding `member/`}
  Path dataDirectory();

  /// {@return the process that serves, which is this one for an embedded member}
  long pid();

  /// {@return the end of its log, for messages of failures}
  String logText();

  /// Ends it in an orderly way.
  void stop();

  /// Ends it as a crash would, as far as that is possible.
  void kill();

  /// Starts it again on the same directory and address, after a stop.
  void restart();

  @Override
  void close();

  /// {@return a new connection from another address of loopback}
  default Client connectFrom(String address) {
    return Client.from(address, this);
  }

  /// {@return a new connection}
  default Client connect() {
    return Client.to(this);
  }

  default String url() {
    return "http://" + address();
  }
}
