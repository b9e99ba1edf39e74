package io.fireweed.recovery.history;

import io.fireweed.format.schema.KeyValue;
import io.fireweed.format.schema.Revision;
import io.fireweed.format.wire.Bytes;

/// One row of a key's history.
public sealed interface KeyEvent {
  /// {@return when it happened}
  Revision revision();

  /// {@return the key it happened to}
  Bytes key();

  /// A new version of the key; version 1 begins a generation.
  record Put(Revision revision, KeyValue row) implements KeyEvent {
    @Override
    public Bytes key() {
      return row.key();
    }
  }

  /// The end of a generation.
  record Tombstone(Revision revision, Bytes key) implements KeyEvent {}
}
