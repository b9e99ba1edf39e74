package io.fireweed.raft.log;

/// An entry, named by its term and index; equal positions mean equal logs up to there.
public record LogPosition(long term, long index) {
  /// Before the first entry.
  public static final LogPosition ORIGIN = new LogPosition(0, 0);

  /// {@return whether a log that ends here holds at least what one ending at `other` does}
  public boolean isUpToDateWith(LogPosition other) {
    return term > other.term || (term == other.term && index >= other.index);
  }
}
