package io.fireweed.recovery.history;

import io.fireweed.format.schema.KeyValue;

/// How a key differs between two moments.
public sealed interface KeyDifference {
  /// Only the later moment has it.
  record Added(KeyValue after) implements KeyDifference {}

  /// Only the earlier moment has it.
  record Removed(KeyValue before) implements KeyDifference {}

  /// Both have it, with different values.
  record Changed(KeyValue before, KeyValue after) implements KeyDifference {}

  /// Both have it with one value, but revisions, version or lease differ.
  record Touched(KeyValue before, KeyValue after) implements KeyDifference {}
}
