package io.fireweed.storage.watch;

/// Something a stream is told. The order of notices is the order in which they must be sent.
public sealed interface Notice {
  /// {@return about how many bytes it holds on to}
  default long weightBytes() {
    return 0;
  }

  /// @param revision the current one
  record Created(Watcher watcher, long revision) implements Notice {}

  /// A create that came to nothing.
  ///
  /// @param reason as the client reads it
  /// @param revision the current one
  record Refused(String reason, long revision) implements Notice {}

  /// Canceled because the client asked for it.
  ///
  /// @param revision the current one
  record Canceled(Watcher watcher, long revision) implements Notice {}

  /// Canceled because history that it needed is gone.
  record Compacted(Watcher watcher, long compactRevision) implements Notice {}

  /// @param revision that of the events if the watcher is synced; the current one, and so not below
  ///     the last event's, if it catches up
  record Events(Watcher watcher, EventBatch batch, long revision) implements Notice {
    @Override
    public long weightBytes() {
      return batch.weightBytes();
    }
  }

  /// Everything up to `revision` has been told before.
  ///
  /// @param watchId -1 for all watchers of the stream
  record Progress(long watchId, long revision) implements Notice {}
}
