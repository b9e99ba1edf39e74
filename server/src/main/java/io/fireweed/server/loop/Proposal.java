package io.fireweed.server.loop;

import io.fireweed.format.wire.Bytes;

/// Data that wants to become an entry of the log, and whoever waits for that. Told on the loop's
/// thread, at most once; that the entry is applied, the application sees.
public interface Proposal {
  Bytes data();

  /// The core did not take it: nobody leads, or leadership is being handed over.
  void dropped();

  /// The loop has ended. Whether the entry is stored, nobody knows.
  void failed(Throwable cause);
}
