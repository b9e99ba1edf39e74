package io.fireweed.storage.watch;

/// What a client may wish of a watch.
public enum WatchOption {
  /// No puts.
  NO_PUT,
  /// No tombstones.
  NO_DELETE,
  /// Each event with the row as it was before.
  PREVIOUS_ROW,
  /// What is too large for one message in parts.
  FRAGMENT,
  /// Told now and then how far it has come when nothing happens.
  PROGRESS_NOTIFY
}
