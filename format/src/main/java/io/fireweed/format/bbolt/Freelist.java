package io.fireweed.format.bbolt;

import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.fault.UnsupportedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;

/// Which pages may be written over: one bit a page, 32 KiB a GiB of db.
///
/// A page is in one of three states: *in use*; *pending*, freed but perhaps still visible to a
/// reader of an older state; *free*. A page that transaction B wrote and transaction T freed
/// belongs to the states B to T - 1, so it becomes free when no open reader reads one of those:
/// one slow reader keeps its own pages from reuse, not those that came and went after it. One more
/// rule keeps the last two metas whole: what T freed stays pending until transaction T + 1 begins.
///
/// Changes of the running write transaction are kept apart until [#commit] or [#rollback].
///
/// Invariants: `free ∩ pending = ∅`; every bit is in `[2, hwm)`.
final class Freelist {
  private final Path name;
  private final BitSet free = new BitSet();
  private final BitSet pending = new BitSet();
  private final TreeMap<Txid, List<Run>> pendingByTxid = new TreeMap<>();

  /// For each length asked for: no free run of that length begins before this page.
  private final Map<Long, Integer> scannedTo = new TreeMap<>();

  private List<Run> freed = new ArrayList<>();
  private final List<Run> allocated = new ArrayList<>();

  /// What the running transaction took behind the high water mark.
  private final List<Run> beyond = new ArrayList<>();

  /// The transaction that wrote a run, by its first page; only for runs written while someone read.
  private final Map<Integer, Txid> writtenBy = new HashMap<>();

  private boolean tracksWriters;

  /// @param writer the transaction that wrote these pages, 0 if it is long ago
  private record Run(int first, int count, Txid writer) {
    private static final Txid LONG_AGO = new Txid(0);
  }

  /// @param name the file, for messages
  Freelist(Path name) {
    this.name = name;
  }

  /// {@return `page` as an index of a bit}
  static int bit(Path name, long page) {
    if (page < 0 || page > Integer.MAX_VALUE - 1) {
      throw new UnsupportedException(
          "%s: page %s: expected fewer than 2^31 pages in a db that is written to"
              .formatted(name, Long.toUnsignedString(page)));
    }
    return (int) page;
  }

  /// Declares every page in `[2, hwm)` free that is not `used`.
  void declareFreeExcept(BitSet used, long hwm) {
    free.set((int) Pgid.FIRST_DATA.value(), bit(name, hwm));
    free.andNot(used);
  }

  /// Makes free what no reader can see, when a write transaction begins.
  ///
  /// @param readers the states that are read
  void release(NavigableSet<Txid> readers) {
    tracksWriters = !readers.isEmpty();
    if (readers.isEmpty()) {
      writtenBy.clear();
    }
    Iterator<Map.Entry<Txid, List<Run>>> entries = pendingByTxid.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<Txid, List<Run>> entry = entries.next();
      entry.getValue().removeIf(run -> isReleased(run, entry.getKey(), readers));
      if (entry.getValue().isEmpty()) {
        entries.remove();
      }
    }
    scannedTo.clear();
  }

  private boolean isReleased(Run run, Txid freedBy, NavigableSet<Txid> readers) {
    Txid reader = readers.ceiling(run.writer);
    if (reader != null && reader.compareTo(freedBy) < 0) {
      return false;
    }
    pending.clear(run.first, run.first + run.count);
    free.set(run.first, run.first + run.count);
    return true;
  }

  /// Takes the lowest run of `count` free pages. {@return its first page, or -1 if there is none}
  long allocate(long count) {
    int from = scannedTo.getOrDefault(count, 0);
    while (true) {
      int first = free.nextSetBit(from);
      if (first < 0) {
        scannedTo.put(count, free.length());
        return -1;
      }
      int end = free.nextClearBit(first);
      if (end - first >= count) {
        int taken = (int) count;
        free.clear(first, first + taken);
        allocated.add(new Run(first, taken, Run.LONG_AGO));
        scannedTo.put(count, first + taken);
        return first;
      }
      from = end;
    }
  }

  /// Gives back pages that the committed state uses and the running transaction does not.
  ///
  /// @throws CorruptException if one of them is free already: two parts of the tree share it
  void free(long page, long count, long hwm) {
    if (page < Pgid.FIRST_DATA.value() || count < 1 || count > hwm || page > hwm - count) {
      throw new CorruptException(
          "%s: page %s: expected %d pages inside [2, %d) to free, found others"
              .formatted(name, Long.toUnsignedString(page), count, hwm));
    }
    int first = bit(name, page);
    int end = bit(name, page + count);
    for (int at = first; at < end; at++) {
      if (free.get(at) || pending.get(at)) {
        throw new CorruptException(
            "%s: page %d: expected one use, found it freed twice".formatted(name, at),
            "check the file with `fireweed verify`");
      }
    }
    pending.set(first, end);
    Txid writer = writtenBy.remove(first);
    freed.add(new Run(first, (int) count, writer == null ? Run.LONG_AGO : writer));
  }

  /// Takes `count` pages behind all others. {@return the new high water mark}
  long extend(long hwm, long count) {
    int end = bit(name, hwm + count);
    beyond.add(new Run((int) hwm, (int) count, Run.LONG_AGO));
    return end;
  }

  /// The running transaction became state `txid`.
  void commit(Txid txid) {
    if (!freed.isEmpty()) {
      pendingByTxid.put(txid, freed);
      freed = new ArrayList<>();
    }
    if (tracksWriters) {
      allocated.forEach(run -> writtenBy.put(run.first, txid));
      beyond.forEach(run -> writtenBy.put(run.first, txid));
    }
    allocated.clear();
    beyond.clear();
  }

  /// Forgets what the running transaction did.
  void rollback() {
    for (Run run : freed) {
      pending.clear(run.first, run.first + run.count);
      if (!run.writer.equals(Run.LONG_AGO)) {
        writtenBy.put(run.first, run.writer);
      }
    }
    for (Run run : allocated) {
      free.set(run.first, run.first + run.count);
    }
    freed.clear();
    allocated.clear();
    beyond.clear();
    scannedTo.clear();
  }

  /// {@return number of ids a stored freelist holds: free and pending ones, as a reopened file has
  /// no readers}
  int storedCount() {
    return free.cardinality() + pending.cardinality();
  }

  /// {@return the pages that a stored freelist lists}
  BitSet storedPages() {
    BitSet all = (BitSet) free.clone();
    all.or(pending);
    return all;
  }
}
