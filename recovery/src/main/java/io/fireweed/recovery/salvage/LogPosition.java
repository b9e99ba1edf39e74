package io.fireweed.recovery.salvage;

/// A place in a raft log, ordered as an election orders candidates: by term, then by index.
///
/// @param term raft term of the entry, unsigned
/// @param index raft index of the entry, unsigned
public record LogPosition(long term, long index) implements Comparable<LogPosition> {
  /// Before the first entry of any log.
  public static final LogPosition START = new LogPosition(0, 0);

  @Override
  public int compareTo(LogPosition other) {
    int byTerm = Long.compareUnsigned(term, other.term);
    return byTerm != 0 ? byTerm : Long.compareUnsigned(index, other.index);
  }

  @Override
  public String toString() {
    return "index " + Long.toUnsignedString(index) + " of term " + Long.toUnsignedString(term);
  }
}
