package io.fireweed.storage.mvcc;

import io.fireweed.format.wire.Bytes;

/// The keys that a request addresses.
///
/// etcd writes it as `key` and `range_end`: an empty end is the single key, one zero byte is
/// everything from the key on, anything else is the half-open range; an end at or below the key
/// addresses nothing.
public sealed interface KeyRange {
  /// {@return the first key that can belong to the range}
  Bytes first();

  record Single(Bytes first) implements KeyRange {}

  /// Keys `k` with `first <= k < end`.
  record HalfOpen(Bytes first, Bytes end) implements KeyRange {}

  record From(Bytes first) implements KeyRange {}

  /// {@return the range that `key` and `rangeEnd` of a request mean}
  static KeyRange of(Bytes key, Bytes rangeEnd) {
    if (rangeEnd.isEmpty()) {
      return new Single(key);
    }
    if (rangeEnd.length() == 1 && rangeEnd.at(0) == 0) {
      return new From(key);
    }
    return new HalfOpen(key, rangeEnd);
  }
}
