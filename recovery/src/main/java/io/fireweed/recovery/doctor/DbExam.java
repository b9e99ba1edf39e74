package io.fireweed.recovery.doctor;

import io.fireweed.format.bbolt.CheckReport;
import io.fireweed.format.bbolt.Checker;
import io.fireweed.format.bbolt.DbFile;
import io.fireweed.format.bbolt.Meta;
import io.fireweed.format.bbolt.MetaSlot;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.FileKind;
import io.fireweed.format.fault.Fault;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.MetaRows;
import io.fireweed.format.schema.check.SchemaCheck;
import io.fireweed.format.schema.check.SchemaFinding;
import io.fireweed.format.schema.hash.HashKv;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Looks at `member/snap/db`: its place, its structure, its rows.
final class DbExam {
  private static final int SHOWN_FINDINGS = 3;
  private static final List<String> USUAL_MISTAKES = List.of("db", "snap/db", "member/db");

  private final Disk disk;
  private final Chart chart;
  private final Path path;

  /// What the log is compared with.
  ///
  /// @param index last raft entry that the db reflects
  record Facts(long index, OptionalLong term, long revision, MemberRows members) {}

  DbExam(Disk disk, Chart chart) {
    this.disk = disk;
    this.chart = chart;
    this.path = chart.place().db();
  }

  /// {@return what the db says, if a state of it is whole}
  Optional<Facts> run() throws IOException {
    if (disk.kind(path) == FileKind.ABSENT) {
      missing();
      return Optional.empty();
    }
    try (DbFile file = DbFile.open(disk, path)) {
      form(file);
      metas(file);
      return state(file);
    } catch (Fault damaged) {
      damaged(String.valueOf(damaged.getMessage()));
    } catch (IOException unreadable) {
      damaged(path + ": cannot be read: " + unreadable.getMessage());
    }
    return Optional.empty();
  }

  private void missing() throws IOException {
    chart.damage(
        Cause.DB_MISSING,
        path + ": expected the db, found nothing; a member that has a log refuses to start",
        chart.salvage());
    for (String place : USUAL_MISTAKES) {
      Path other = chart.place().dataDir().resolve(place);
      if (disk.kind(other) == FileKind.REGULAR) {
        chart.damage(
            Cause.DB_MISPLACED,
            other + ": a file named db where etcd does not look; expected at " + path,
            "see what it is: fireweed verify " + other);
      }
    }
  }

  /// The trailer of a snapshot means that nobody restored it: its members are the old ones.
  private void form(DbFile file) {
    if (file.digest().isPresent()) {
      chart.damage(
          Cause.DB_IS_SNAPSHOT,
          path
              + ": ends in a SHA-256: a snapshot was copied here instead of being restored; its"
              + " members and log positions are those of the old cluster",
          "fireweed restore " + path + " --members members.yaml --output-dir NEW");
    }
  }

  private void metas(DbFile file) {
    for (MetaSlot slot : file.metaSlots()) {
      if (slot instanceof MetaSlot.Invalid invalid) {
        chart.warn(
            Cause.DB_OLDER_META,
            path
                + ": "
                + invalid.message()
                + "; the db is read at transaction "
                + file.current().txid()
                + ", perhaps one commit back; the log gives the rest",
            "copy the directory before anything else starts on it");
      }
    }
  }

  private Optional<Facts> state(DbFile file) {
    try (ReadTx tx = file.readDamaged(file.current());
        SchemaCheck rows = new SchemaCheck(tx)) {
      CheckReport report = Checker.check(tx, rows);
      if (!report.isClean()) {
        structure(file, report);
        return Optional.empty();
      }
      rows.finish().findings().forEach(this::row);
      return Optional.of(facts(tx));
    }
  }

  private void structure(DbFile file, CheckReport report) {
    report.findings().stream()
        .limit(SHOWN_FINDINGS)
        .forEach(finding -> damaged(path + ": " + finding.message()));
    if (report.findingCount() > SHOWN_FINDINGS) {
      long more = report.findingCount() - SHOWN_FINDINGS;
      damaged(path + ": " + more + " more findings; all of them: fireweed verify " + path);
    }
    Optional<Meta> older = file.older();
    if (older.isPresent()) {
      try (ReadTx tx = file.readDamaged(older.get())) {
        if (Checker.check(tx).isClean()) {
          chart.note(
              Cause.DB_OLDER_META,
              path + ": the state one commit back, " + older.get().txid() + ", is whole");
        }
      }
    }
  }

  private void row(SchemaFinding finding) {
    String message = path + ": " + finding.message();
    switch (finding.severity()) {
      case ERROR ->
          chart.damage(Cause.DB_ROWS_DAMAGED, message, "see all of them: fireweed verify " + path);
      case WARNING -> {
        if (!isToldElsewhere(finding)) {
          chart.warn(Cause.DB_ROWS, message);
        }
      }
      case NOTE -> chart.note(Cause.DB_ROWS, message);
    }
  }

  /// Alarms, members and versions are told with what to do about them.
  private static boolean isToldElsewhere(SchemaFinding finding) {
    return finding instanceof SchemaFinding.Contradiction(_, String what, _, _)
        && (what.startsWith("bucket " + EtcdBucket.ALARM.label())
            || what.startsWith("bucket " + EtcdBucket.MEMBERS.label() + ": member")
            || what.startsWith("bucket " + EtcdBucket.CLUSTER.label() + ": clusterVersion"));
  }

  private Facts facts(ReadTx tx) {
    MemberRows members = MemberRows.read(tx);
    new RowExam(tx, chart, members).run();
    MetaRows meta = MetaRows.of(tx);
    return new Facts(
        meta.consistentIndex().orElse(0), meta.term(), HashKv.currentRevision(tx), members);
  }

  private void damaged(String message) {
    chart.damage(Cause.DB_DAMAGED, message, chart.salvage());
  }
}
