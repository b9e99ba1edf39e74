package io.fireweed.recovery.migrate;

import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.schema.EtcdRelease;
import io.fireweed.format.schema.EtcdVersion;
import io.fireweed.format.wal.EntryCursor;
import io.fireweed.format.wal.LenientWal;
import io.fireweed.format.wal.LogPiece;
import io.fireweed.format.wal.SnapshotPoint;
import io.fireweed.format.wal.WalSurvey;
import io.fireweed.format.wire.Origin;
import io.fireweed.format.wire.ProtoReader;
import java.io.IOException;
import java.util.Optional;

/// The oldest release that can read every entry after a member's last raft snapshot.
///
/// | field of the request | needs |
/// |---|---|
/// | 1300 cluster version set {1 version} | that version |
/// | 9900 downgrade version test {1 version} | that version, at least 3.6 |
/// | all others | 3.5 |
///
/// Source: etcd 3.6.14 and 3.7.1, WAL version detection.
final class WalVersion {
  private static final int CLUSTER_VERSION_SET = 1300;
  private static final int DOWNGRADE_VERSION_TEST = 9900;

  private WalVersion() {}

  /// {@return the oldest release, as a version}
  ///
  /// @throws CorruptException if the log is damaged: what it holds is not known then
  static EtcdVersion detect(Disk disk, MemberDir member) throws IOException {
    WalSurvey survey = LenientWal.scan(disk, member.walDir());
    if (!survey.isWhole()) {
      throw new CorruptException(
          member.walDir() + ": log expected whole, found damage: " + survey.findings().getFirst(),
          "see what is wrong with: fireweed doctor " + member.dataDir());
    }
    LogPiece log = survey.log();
    long from =
        survey.validSnapshots().stream().mapToLong(SnapshotPoint::index).max().orElse(0) + 1;
    EtcdVersion needed = EtcdRelease.V3_5.version();
    try (EntryCursor entries = log.read(disk, from, log.lastIndex())) {
      while (entries.next()) {
        EtcdVersion version = ofEntry(entries.entry(), member.walDir().toString());
        if (version.compareTo(needed) > 0) {
          needed = version;
        }
      }
    }
    return needed;
  }

  private static EtcdVersion ofEntry(Entry entry, String file) {
    EtcdVersion oldest = EtcdRelease.V3_5.version();
    if (entry.type() != EntryType.NORMAL || entry.data().isEmpty()) {
      return oldest;
    }
    Origin where = new Origin(file + ": entry " + entry.index(), 0);
    try {
      ProtoReader request = new ProtoReader(entry.data().segment(), where);
      while (request.next()) {
        switch (request.field()) {
          case CLUSTER_VERSION_SET -> {
            return findVersion(request.message()).orElse(oldest);
          }
          case DOWNGRADE_VERSION_TEST -> {
            return findVersion(request.message()).orElse(EtcdRelease.V3_6.version());
          }
          default -> request.skip();
        }
      }
    } catch (CorruptException e) {
      // A v2 request of 3.5 and older has another form; it needs no newer release.
      return oldest;
    }
    return oldest;
  }

  private static Optional<EtcdVersion> findVersion(ProtoReader message) {
    Optional<EtcdVersion> found = Optional.empty();
    while (message.next()) {
      if (message.field() == 1) {
        found =
            EtcdVersion.find(message.bytes().toUtf8())
                .map(version -> new EtcdVersion(version.major(), version.minor(), 0));
      } else {
        message.skip();
      }
    }
    return found;
  }
}
