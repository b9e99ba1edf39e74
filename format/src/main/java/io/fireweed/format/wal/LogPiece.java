package io.fireweed.format.wal;

import io.fireweed.format.disk.Disk;
import io.fireweed.format.raftlog.EntryRange;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A part of the effective log (overwritten entries removed) without any gap.
///
/// The entries stay in the segments; [#read] streams them. Invariants: `lastIndex` is at least
/// `firstIndex - 1` (equal when the piece is empty), runs and terms ascend by index, and every
/// entry was verified by its checksum or proven otherwise.
public final class LogPiece {
  /// What stands before a piece.
  public enum Beginning {
    /// The first segment.
    LOG,
    /// A snapshot that the member received.
    SNAPSHOT,
    /// Damage, or a jump of the index.
    GAP
  }

  private final Beginning beginning;
  private final Optional<SnapshotPoint> base;
  private final long firstIndex;
  private final long lastIndex;
  private final List<EntryRun> runs;
  private final List<TermSpan> terms;

  LogPiece(
      Beginning beginning,
      Optional<SnapshotPoint> base,
      long firstIndex,
      long lastIndex,
      List<EntryRun> runs,
      List<TermSpan> terms) {
    this.beginning = beginning;
    this.base = base;
    this.firstIndex = firstIndex;
    this.lastIndex = lastIndex;
    this.runs = List.copyOf(runs);
    this.terms = List.copyOf(terms);
  }

  public Beginning beginning() {
    return beginning;
  }

  /// {@return the point that the first entry follows; nothing if earlier segments are gone}
  public Optional<SnapshotPoint> base() {
    return base;
  }

  public boolean isEmpty() {
    return lastIndex < firstIndex;
  }

  /// {@return the index of the first entry, or the one it would have}
  public long firstIndex() {
    return firstIndex;
  }

  /// {@return the index of the last entry; `firstIndex - 1` if the piece is empty}
  public long lastIndex() {
    return lastIndex;
  }

  public boolean contains(long index) {
    return firstIndex <= index && index <= lastIndex;
  }

  /// {@return the terms of the entries, ascending, equal neighbours merged}
  public List<TermSpan> terms() {
    return terms;
  }

  /// {@return the term of an entry, or of the base}
  public OptionalLong termAt(long index) {
    if (!contains(index)) {
      return base.filter(point -> point.index() == index).stream()
          .mapToLong(SnapshotPoint::term)
          .findFirst();
    }
    int low = 0;
    int high = terms.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (terms.get(middle).firstIndex() <= index) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return OptionalLong.of(terms.get(low).term());
  }

  /// {@return the term of the last entry, of the base if there is no entry, else nothing}
  public OptionalLong lastTerm() {
    return termAt(lastIndex);
  }

  /// {@return a cursor over entries `fromIndex` to `toIndex`, both inclusive, cut to this piece}
  public EntryCursor read(Disk disk, long fromIndex, long toIndex) {
    return new EntryCursor(
        disk, runs, Math.max(fromIndex, firstIndex), Math.min(toIndex, lastIndex));
  }

  /// {@return a cursor over all entries}
  public EntryCursor read(Disk disk) {
    return read(disk, firstIndex, lastIndex);
  }

  List<EntryRun> runs() {
    return runs;
  }

  @Override
  public String toString() {
    return isEmpty()
        ? "no entry from " + firstIndex
        : new EntryRange(firstIndex, lastIndex).toString();
  }
}
