package io.fireweed.storage.mvcc;

import io.fireweed.format.wire.Bytes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

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

  /// {@return every key}
  static KeyRange all() {
    return new From(Bytes.EMPTY);
  }

  /// {@return the keys that begin with `prefix`}
  static KeyRange ofPrefix(Bytes prefix) {
    int last = prefix.length() - 1;
    while (last >= 0 && prefix.at(last) == (byte) 0xff) {
      last--;
    }
    if (last < 0) {
      return new From(prefix);
    }
    byte[] end = prefix.slice(0, last + 1).toArray();
    end[last]++;
    return new HalfOpen(prefix, Bytes.of(end));
  }

  /// {@return the keys of this range that are not before `key`, which is one of them}
  default KeyRange from(Bytes key) {
    return switch (this) {
      case Single _ -> this;
      case HalfOpen(_, Bytes end) -> new HalfOpen(key, end);
      case From _ -> new From(key);
    };
  }

  /// {@return whether the `length` bytes at `offset` of `base` are a key of this range}
  default boolean contains(MemorySegment base, long offset, long length) {
    return switch (this) {
      case Single(Bytes only) -> compare(base, offset, length, only) == 0;
      case HalfOpen(Bytes from, Bytes end) ->
          compare(base, offset, length, from) >= 0 && compare(base, offset, length, end) < 0;
      case From(Bytes from) -> from.isEmpty() || compare(base, offset, length, from) >= 0;
    };
  }

  private static int compare(MemorySegment base, long offset, long length, Bytes key) {
    MemorySegment other = key.segment();
    long at = MemorySegment.mismatch(base, offset, offset + length, other, 0, other.byteSize());
    if (at < 0) {
      return 0;
    }
    if (at >= length) {
      return -1;
    }
    if (at >= other.byteSize()) {
      return 1;
    }
    return Byte.compareUnsigned(
        base.get(ValueLayout.JAVA_BYTE, offset + at), other.get(ValueLayout.JAVA_BYTE, at));
  }
}
