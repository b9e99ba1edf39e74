package io.fireweed.server.boot;

import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.format.wal.EntryCursor;
import io.fireweed.format.wal.SnapshotPoint;
import io.fireweed.format.wal.StrictWal;
import io.fireweed.server.log.DurableLog;
import io.fireweed.server.state.LiveState;
import java.io.IOException;
import java.util.List;

/// Takes up a log where the db ends.
///
/// The db says up to which entry it reflects the log, its index. That entry must be one the log
/// has,
/// of the same term; else the two do not belong together, or one of them has lost something:
///
/// `log's snapshot <= index <= log's end` and `term of the db = term of that entry`
final class Resumption {
  private final Disk disk;
  private final MemberDir places;
  private final DurableLog log;
  private final LiveState state;

  Resumption(Disk disk, MemberDir places, DurableLog log, LiveState state) {
    this.disk = disk;
    this.places = places;
    this.log = log;
    this.state = state;
  }

  /// Proves that db and log fit, and tells the log where the state stands.
  ///
  /// @return the members at the db's index
  ConfState resume() throws IOException {
    long applied = state.appliedIndex();
    long begin = log.firstIndex() - 1;
    if (Long.compareUnsigned(applied, log.lastIndex()) > 0) {
      throw salvage(
          "db reflects entry %d, but the log %s ends at %d: what was acknowledged is missing"
              .formatted(applied, places.walDir(), log.lastIndex()));
    }
    if (Long.compareUnsigned(applied, begin) < 0) {
      throw salvage(
          ("failed to find database snapshot file (snap: snapshot file doesn't exist): db reflects"
                  + " entry %d, but the log begins after %d")
              .formatted(applied, begin));
    }
    long term = state.appliedTerm();
    if (term != 0 && applied > begin && log.term(applied) != term) {
      throw salvage(
          "db reflects entry %d of term %d, but in the log it is of term %d"
              .formatted(applied, term, log.term(applied)));
    }
    ConfState members = members(applied);
    log.beginAt(applied, members);
    return members;
  }

  /// {@return the members once all that is known to be committed is applied}
  ///
  /// @param members at the db's index
  ConfState afterCommitted(ConfState members) {
    long applied = state.appliedIndex();
    long commit = log.hardState().commit();
    ConfState now = members;
    if (commit > applied) {
      for (Entry entry : log.entries(applied + 1, commit + 1, Long.MAX_VALUE)) {
        now = entry.type() == EntryType.NORMAL ? now : now.after(entry);
      }
    }
    return now;
  }

  private RefusedException salvage(String what) {
    return new RefusedException(
        places.db() + ": " + what,
        "to bring back what can be proven: fireweed salvage "
            + places.dataDir()
            + " --output FILE");
  }

  /// A db of 3.4 does not say who votes, and one restored by it knows no member at all until they
  /// speak; one that 3.5 has restored still names those who voted in the cluster it came from, for
  /// that release knows nothing of the record. Then the log tells.
  private ConfState members(long applied) throws IOException {
    ConfState known = state.confState();
    long self = log.metadata().nodeId();
    boolean silent = known.voters().isEmpty();
    if (applied == 0 || known.voters().contains(self) || known.learners().contains(self)) {
      return known;
    }
    ConfState members = log.snapshot().map(RaftSnapshot::confState).orElse(ConfState.EMPTY);
    long snapshot = log.snapshot().map(RaftSnapshot::index).orElse(0L);
    try (EntryCursor cursor =
        StrictWal.read(disk, places.walDir(), SnapshotPoint.START).contents().entries(disk)) {
      while (cursor.next() && cursor.entry().index() <= applied) {
        Entry entry = cursor.entry();
        if (entry.type() != EntryType.NORMAL) {
          if (silent) {
            state.apply(List.of(entry));
          }
          members = entry.index() > snapshot ? members.after(entry) : members;
        }
      }
    }
    return members;
  }
}
