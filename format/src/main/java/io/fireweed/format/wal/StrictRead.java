package io.fireweed.format.wal;

/// What a strict look at a log came to; everything else is an exception.
public sealed interface StrictRead {
  /// {@return the entries that are proven}
  WalContents contents();

  /// The log is whole.
  record Whole(WalContents contents) implements StrictRead {}

  /// The log was being written when its writer died: everything before `finding` is whole. etcd
  /// repairs this by itself.
  record Torn(WalContents contents, WalFinding finding) implements StrictRead {}
}
