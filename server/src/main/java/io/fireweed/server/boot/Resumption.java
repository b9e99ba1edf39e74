package io.fireweed.server.boot;

import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.format.schema.MemberId;
import io.fireweed.format.wal.EntryCursor;
import io.fireweed.raft.log.Storage;
import io.fireweed.server.log.StandingLog;
import io.fireweed.server.state.StoredPlace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Where a log is taken up: at the end of what the db reflects. Nothing is changed here.
///
/// The db says up to which entry it reflects the log, its index. That entry must be one the log
/// has, of the same term; else the two do not belong together, or one of them has lost something:
///
/// `log's snapshot <= index <= log's end` and `term of the db = term of that entry`
///
/// @param applied the db's index
/// @param atApplied the members there
/// @param unsaid membership changes up to there that the db's own rows do not tell of
/// @param committed what is known to be committed, behind `applied` or there
/// @param members the members there
record Resumption(
    long applied, ConfState atApplied, List<Entry> unsaid, long committed, ConfState members) {

  Resumption {
    unsaid = List.copyOf(unsaid);
  }

  /// Proves that db and log fit.
  ///
  /// @throws RefusedException if they do not
  static Resumption of(MemberDir places, StandingLog log, StoredPlace db) throws IOException {
    requireFit(places, log.storage(), db);
    List<Entry> unsaid = new ArrayList<>();
    ConfState atApplied = atApplied(places, log, db, unsaid);
    long self = log.metadata().nodeId();
    ConfState now = atApplied;
    long committed = Math.max(db.index(), log.storage().hardState().commit());
    long at = db.index();
    for (Entry entry :
        log.storage().entries(at + 1, log.storage().lastIndex() + 1, Long.MAX_VALUE)) {
      // Whoever is alone commits by writing; its last state record may be older, or lost.
      if (entry.index() > committed && !isAlone(now, self)) {
        break;
      }
      committed = Math.max(committed, entry.index());
      now = entry.type() == EntryType.NORMAL ? now : now.after(entry);
    }
    return new Resumption(at, atApplied, unsaid, committed, now);
  }

  /// {@return whether `self` is the only voter}
  static boolean isAlone(ConfState members, long self) {
    return members.voters().equals(List.of(self)) && members.votersOutgoing().isEmpty();
  }

  private static void requireFit(MemberDir places, Storage log, StoredPlace db) {
    long applied = db.index();
    long begin = log.firstIndex() - 1;
    if (Long.compareUnsigned(applied, log.lastIndex()) > 0) {
      throw salvage(
          places,
          "db reflects entry %d, but the log %s ends at %d: what was acknowledged is missing"
              .formatted(applied, places.walDir(), log.lastIndex()));
    }
    if (Long.compareUnsigned(applied, begin) < 0) {
      throw salvage(
          places,
          ("failed to find database snapshot file (snap: snapshot file doesn't exist): db reflects"
                  + " entry %d, but the log begins after %d")
              .formatted(applied, begin));
    }
    long term = db.term();
    if (term != 0 && applied > begin && log.term(applied) != term) {
      throw salvage(
          places,
          "db reflects entry %d of term %d, but in the log it is of term %d"
              .formatted(applied, term, log.term(applied)));
    }
  }

  private static RefusedException salvage(MemberDir places, String what) {
    return new RefusedException(
        places.db() + ": " + what,
        "to bring back what can be proven: fireweed salvage "
            + places.dataDir()
            + " --output FILE");
  }

  /// A db of 3.4 does not say who votes, and one restored by it knows no member at all until they
  /// speak; one that 3.5 has restored still names those who voted in the cluster it came from, for
  /// that release knows nothing of the record. Then the log tells.
  private static ConfState atApplied(
      MemberDir places, StandingLog log, StoredPlace db, List<Entry> unsaid) throws IOException {
    ConfState known = db.confState();
    long self = log.metadata().nodeId();
    boolean silent = known.voters().isEmpty();
    if (db.index() == 0 || known.voters().contains(self) || known.learners().contains(self)) {
      return known;
    }
    ConfState members =
        log.storage().snapshot().map(RaftSnapshot::confState).orElse(ConfState.EMPTY);
    long snapshot = log.storage().snapshot().map(RaftSnapshot::index).orElse(0L);
    try (EntryCursor cursor = log.entries()) {
      while (cursor.next() && cursor.entry().index() <= db.index()) {
        Entry entry = cursor.entry();
        if (entry.type() != EntryType.NORMAL) {
          if (silent) {
            unsaid.add(entry);
          }
          members = entry.index() > snapshot ? members.after(entry) : members;
        }
      }
    }
    if (snapshot == 0) {
      requireSameMember(places, members, db, self);
    }
    return members;
  }

  /// Refuses a log that made its member one before the place where the db knows others alone. Not
  /// for one that begins with a raft snapshot: restored by 3.4, a db keeps the members of old.
  private static void requireSameMember(
      MemberDir places, ConfState members, StoredPlace db, long self) {
    boolean isMember = members.voters().contains(self) || members.learners().contains(self);
    if (isMember && !db.members().isEmpty() && !db.members().contains(self)) {
      throw salvage(
          places,
          "db of a cluster with member %s expected, as in the log %s, found one with %s"
              .formatted(
                  new MemberId(self),
                  places.walDir(),
                  db.members().stream().map(MemberId::new).sorted().toList()));
    }
  }
}
