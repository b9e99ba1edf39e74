package io.fireweed.recovery.drill;

import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.fault.NotFoundException;
import io.fireweed.format.raftlog.ConfChange;
import io.fireweed.format.raftlog.ConfChangeType;
import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.format.schema.MemberRow;
import io.fireweed.format.snap.SnapFile;
import io.fireweed.format.snap.SnapName;
import io.fireweed.format.wal.EntryCursor;
import io.fireweed.format.wal.SnapshotPoint;
import io.fireweed.format.wal.StrictRead;
import io.fireweed.format.wal.StrictWal;
import io.fireweed.format.wal.WalContents;
import io.fireweed.format.wal.WalMetadata;
import io.fireweed.format.wire.Origin;
import io.fireweed.recovery.restore.NewMember;
import io.fireweed.recovery.restore.PeerUrl;
import io.fireweed.recovery.restore.Placement;
import io.fireweed.recovery.restore.RestorePlan;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;

/// Reads the log of a restored member as etcd does at its start, and holds every record against
/// what a new cluster must begin with.
///
/// Expected, with N members in ascending order of their ids: the member's own id and the cluster's;
/// entries 1 to N of term 1, each adding one member; term 1, vote for the first, commit N; a
/// snapshot at N. The raft snapshot file says the same.
final class LogComparison {
  private static final long TERM = 1;

  private final Disk disk;
  private final RestorePlan plan;
  private final List<NewMember> members;

  LogComparison(Disk disk, RestorePlan plan) {
    this.disk = disk;
    this.plan = plan;
    this.members = plan.cluster().members();
  }

  /// {@return how the log of a member compares}
  StepResult compare(Placement placement) throws IOException {
    Differences differences = new Differences();
    MemberDir places = placement.places();
    try {
      StrictRead read = StrictWal.read(disk, places.walDir(), SnapshotPoint.START);
      switch (read) {
        case StrictRead.Whole(WalContents contents) -> compare(placement, contents, differences);
        case StrictRead.Torn(_, var finding) ->
            differences.add(new Difference.Damage(finding.message()));
      }
      SnapName name = new SnapName(TERM, members.size());
      compare(SnapFile.read(disk, places.raftSnapshot(name)), differences);
    } catch (NoSuchFileException absent) {
      differences.add(new Difference.Damage(absent.getFile() + ": a file expected, found none"));
    } catch (CorruptException | NotFoundException damage) {
      differences.add(new Difference.Damage(String.valueOf(damage.getMessage())));
    }
    return differences.result(
        "equal: %d entries, commit %d".formatted(members.size(), members.size()));
  }

  private void compare(Placement placement, WalContents log, Differences differences)
      throws IOException {
    WalMetadata ids = new WalMetadata(placement.member().id().value(), plan.cluster().id().value());
    differences.compare("log: ids", ids, log.metadata());
    HardState state = new HardState(TERM, members.getFirst().id().value(), members.size());
    differences.compare(
        "log: state", state.toString(), log.hardState().map(Object::toString).orElse("none"));
    boolean hasPoint =
        log.snapshots().stream()
            .anyMatch(p -> p.samePosition(SnapshotPoint.of(members.size(), TERM)));
    differences.compare("log: snapshot record behind the last entry", true, hasPoint);
    differences.compare("log: last entry", (long) members.size(), log.lastIndex());
    try (EntryCursor entries = log.entries(disk)) {
      for (NewMember member : members) {
        if (!entries.next()) {
          differences.add(
              new Difference.Member(member.name(), "an entry of the log that adds it", "none"));
          continue;
        }
        compare(member, entries.entry(), differences);
      }
    }
  }

  private static void compare(NewMember member, Entry entry, Differences differences) {
    String what = "log: entry " + entry.index();
    differences.compare(what + ": term", TERM, entry.term());
    differences.compare(what + ": type", EntryType.CONF_CHANGE, entry.type());
    if (entry.type() != EntryType.CONF_CHANGE) {
      return;
    }
    ConfChange change = ConfChange.decode(entry.data().segment(), new Origin(what, 0));
    differences.compare(what + ": change", ConfChangeType.ADD_NODE, change.type());
    differences.compare(what + ": member", member.id().value(), change.nodeId());
    List<String> urls = member.peerUrls().stream().map(PeerUrl::text).toList();
    differences.compare(
        what + ": content",
        MemberRow.voter(member.id(), urls, member.name()).value().toUtf8(),
        change.context().toUtf8());
  }

  private void compare(RaftSnapshot snapshot, Differences differences) {
    differences.compare("raft snapshot: index", (long) members.size(), snapshot.index());
    differences.compare("raft snapshot: term", TERM, snapshot.term());
    differences.compare(
        "raft snapshot: voters",
        ConfState.ofVoters(members.stream().map(m -> m.id().value()).toList()),
        snapshot.confState());
    String store = snapshot.data().toUtf8();
    for (NewMember member : members) {
      if (!store.contains("/0/members/" + Long.toHexString(member.id().value()))) {
        differences.add(new Difference.Member(member.name(), "in the raft snapshot", "none"));
      }
    }
  }
}
