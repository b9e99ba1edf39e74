package io.fireweed.format.raftlog;

/// Neighbouring entries of a log, as people and messages name them.
///
/// @param first index of the first one
/// @param last index of the last one; `first <= last`
public record EntryRange(long first, long last) {
  public EntryRange {
    if (Long.compareUnsigned(first, last) > 0) {
      throw new IllegalArgumentException("entries " + first + " to " + last);
    }
  }

  /// {@return `entry 7`, or `entries 7 to 9`}
  @Override
  public String toString() {
    String from = Long.toUnsignedString(first);
    return first == last
        ? "entry " + from
        : "entries " + from + " to " + Long.toUnsignedString(last);
  }
}
