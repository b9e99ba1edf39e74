package io.fireweed.storage.watch;

import io.fireweed.format.wire.Bytes;

/// What one write transaction did to one key.
///
/// @param kind put or tombstone
/// @param row the encoded `mvccpb.KeyValue` as the bucket has it; a tombstone's holds only the key
/// @param main revision of the transaction
/// @param createRevision of the key's generation; equal to `main` if this put made the key
public record Change(Kind kind, Bytes key, Bytes row, long main, long createRevision) {
  /// In the order of `mvccpb.Event.EventType`.
  public enum Kind {
    PUT,
    TOMBSTONE
  }

  /// {@return whether the key did not exist before}
  public boolean creates() {
    return kind == Kind.PUT && createRevision == main;
  }
}
