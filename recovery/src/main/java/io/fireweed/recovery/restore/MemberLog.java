package io.fireweed.recovery.restore;

import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.format.schema.EtcdRelease;
import io.fireweed.format.snap.RestoreStore;
import io.fireweed.format.snap.SnapFile;
import io.fireweed.format.wal.RestoreRelease;
import io.fireweed.format.wal.RestoreWal;
import java.io.IOException;
import java.util.List;

/// The WAL and the raft snapshot with which a restored member starts.
final class MemberLog {
  private static final long TERM = 1;

  private MemberLog() {}

  /// Writes both into directories that are empty.
  static void write(Disk disk, MemberDir build, RestorePlan plan, NewMember self)
      throws IOException {
    RestoreRelease release = releaseOf(plan.release());
    List<NewMember> members = plan.cluster().members();
    RestoreWal.Recipe recipe =
        new RestoreWal.Recipe(
            self.id().value(),
            plan.cluster().id().value(),
            members.stream()
                .map(m -> new RestoreWal.Member(m.id().value(), m.row().value()))
                .toList(),
            release);
    RestoreWal.write(disk, build.walDir(), recipe);
    RaftSnapshot snapshot =
        new RaftSnapshot(
            RestoreStore.json(
                members.stream()
                    .map(m -> new RestoreStore.Member(m.id().value(), m.peerUrlTexts()))
                    .toList()),
            recipe.confState(),
            members.size(),
            TERM);
    SnapFile.write(disk, build.snapDir(), snapshot, release.dialect());
  }

  private static RestoreRelease releaseOf(EtcdRelease release) {
    return switch (release) {
      case V3_4 -> RestoreRelease.V3_4;
      case V3_5 -> RestoreRelease.V3_5;
      case V3_6 -> RestoreRelease.V3_6;
      case V3_7 -> RestoreRelease.V3_7;
    };
  }
}
