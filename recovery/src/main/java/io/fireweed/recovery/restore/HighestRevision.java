package io.fireweed.recovery.restore;

import io.fireweed.format.bbolt.DbFile;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.FileKind;
import io.fireweed.format.fault.Fault;
import io.fireweed.format.fault.NotFoundException;
import io.fireweed.format.schema.MetaRows;
import io.fireweed.format.schema.hash.HashKv;
import io.fireweed.format.wal.LenientWal;
import io.fireweed.format.wal.LogPiece;
import io.fireweed.format.wal.WalSurvey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// The highest revision that clients of the old cluster can have seen, as far as surviving files
/// prove it: what a restored cluster must not fall below.
///
/// One log entry raises the revision by one at most, whatever it does (a transaction, a range
/// delete and a lease revoke are one revision each). So a member whose db stands at revision R with
/// consistent index I, and whose log ends at index L, never served more than `R + max(0, L - I)`.
/// Entries above a quorum's last index cannot have been applied anywhere, so the largest bound over
/// the members of a majority holds for the whole cluster; with fewer it holds for these members.
///
/// A damaged log gives no end: its evidence is not counted, and the reason is told.
public final class HighestRevision {
  private final Disk disk;

  public HighestRevision(Disk disk) {
    this.disk = disk;
  }

  /// What one file or directory proves.
  ///
  /// @param bound no client saw more from this member; nothing if that cannot be told
  /// @param reason how the bound comes about, or why there is none
  public record Evidence(Path source, OptionalLong bound, String reason) {}

  /// What all of them prove.
  public record Answer(List<Evidence> evidence) {
    public Answer {
      evidence = List.copyOf(evidence);
    }

    /// {@return the largest bound, nothing if one of the sources has none}
    public OptionalLong bound() {
      boolean complete = evidence.stream().allMatch(e -> e.bound().isPresent());
      return complete
          ? evidence.stream().flatMapToLong(e -> e.bound().stream()).max()
          : OptionalLong.empty();
    }
  }

  /// {@return what data directories, db files and snapshots prove} None of them is modified.
  public Answer of(List<Path> sources) throws IOException {
    List<Evidence> evidence = new ArrayList<>();
    for (Path source : sources) {
      evidence.add(
          switch (disk.kind(source)) {
            case DIRECTORY -> directory(source);
            case REGULAR -> db(source);
            case ABSENT, SPECIAL ->
                throw new NotFoundException(
                    source + ": expected a data directory, a db or a snapshot, found none");
          });
    }
    return new Answer(evidence);
  }

  private Evidence db(Path file) throws IOException {
    try (DbFile db = DbFile.open(disk, file);
        ReadTx tx = db.read()) {
      long revision = HashKv.currentRevision(tx);
      return new Evidence(
          file,
          OptionalLong.empty(),
          "stands at revision " + revision + ", but holds no log: later writes may have been seen");
    } catch (Fault damage) {
      return new Evidence(file, OptionalLong.empty(), String.valueOf(damage.getMessage()));
    }
  }

  private Evidence directory(Path dataDir) throws IOException {
    MemberDir member = MemberDir.of(dataDir);
    if (disk.kind(member.db()) != FileKind.REGULAR) {
      return new Evidence(dataDir, OptionalLong.empty(), "holds no db");
    }
    if (disk.kind(member.walDir()) != FileKind.DIRECTORY) {
      return new Evidence(dataDir, OptionalLong.empty(), "holds no log");
    }
    try {
      return bound(member);
    } catch (Fault damage) {
      return new Evidence(dataDir, OptionalLong.empty(), String.valueOf(damage.getMessage()));
    }
  }

  private Evidence bound(MemberDir member) throws IOException {
    long revision;
    long applied;
    try (DbFile db = DbFile.open(disk, member.db());
        ReadTx tx = db.read()) {
      revision = HashKv.currentRevision(tx);
      applied = MetaRows.of(tx).consistentIndex().orElse(0);
    }
    WalSurvey survey = LenientWal.scan(disk, member.walDir());
    if (!survey.isWhole()) {
      return new Evidence(
          member.dataDir(),
          OptionalLong.empty(),
          "stands at revision " + revision + ", but the end of its log is damaged");
    }
    LogPiece log = survey.log();
    long behind = Math.max(0, log.lastIndex() - applied);
    return new Evidence(
        member.dataDir(),
        OptionalLong.of(Math.addExact(revision, behind)),
        "revision " + revision + " at index " + applied + ", and " + behind + " entries after it");
  }
}
