package io.fireweed.format.wal;

import java.util.Comparator;

/// A place in a log that stays the same while older segments are purged. A log only grows, so of
/// two places in it the later one was written later.
///
/// @param seq number of the segment
/// @param offset in bytes in that segment
public record WalPosition(long seq, long offset) implements Comparable<WalPosition> {
  private static final Comparator<WalPosition> ORDER =
      Comparator.comparingLong(WalPosition::seq).thenComparingLong(WalPosition::offset);

  @Override
  public int compareTo(WalPosition other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return "offset %d of segment %d".formatted(offset, seq);
  }
}
