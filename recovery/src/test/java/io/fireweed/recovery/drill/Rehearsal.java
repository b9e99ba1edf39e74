package io.fireweed.recovery.drill;

import io.fireweed.format.bbolt.Db;
import io.fireweed.format.bbolt.DbFile;
import io.fireweed.format.bbolt.DbOptions;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.bbolt.WriteTx;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.recovery.Progress;
import io.fireweed.recovery.restore.MembersFile;
import io.fireweed.recovery.restore.Placement;
import io.fireweed.recovery.restore.Proof;
import io.fireweed.recovery.restore.Restore;
import io.fireweed.recovery.restore.RestorePlan;
import io.fireweed.recovery.verify.Verification;
import io.fireweed.recovery.verify.VerifyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/// The built-in snapshot, restored, for tests that then change something in it.
final class Rehearsal implements AutoCloseable {
  final Disk disk = new LocalDisk();
  final Path sourceFile;
  final TrialPorts ports;
  final SourceFacts facts;
  final DbFile db;
  final ReadTx source;
  final RestorePlan plan;

  Rehearsal(Path directory, TrialPorts ports) throws IOException {
    this.ports = ports;
    sourceFile = directory.resolve("snapshot.db");
    BuiltInSnapshot.load().writeTo(sourceFile);
    VerifyReport report = Verification.of(disk, sourceFile);
    db = DbFile.open(disk, sourceFile);
    source = db.read();
    facts =
        SourceFacts.of(source, report.hashKv().orElseThrow(), report.status().orElseThrow(), true);
    plan =
        RestorePlan.ofAll(
            sourceFile,
            MembersFile.ofPairs(ports.pairs(), Drill.TOKEN),
            Files.createDirectories(directory.resolve("members")),
            Proof.DIGEST);
  }

  void restore() throws IOException {
    new Restore(disk, Progress.NONE).execute(plan);
  }

  Placement member(String name) {
    return plan.placements().stream()
        .filter(placement -> placement.member().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /// Changes the restored db of a member.
  void change(String member, Consumer<WriteTx> edit) throws IOException {
    try (Db restored = Db.open(disk, member(member).places().db(), DbOptions.existing());
        WriteTx tx = restored.begin()) {
      edit.accept(tx);
      tx.commit();
    }
  }

  StepResult compareFiles(String member) throws IOException {
    return new FileComparison(disk, source, facts, plan, Progress.NONE)
        .compare(member(member))
        .result();
  }

  StepResult compareLog(String member) throws IOException {
    return new LogComparison(disk, plan).compare(member(member));
  }

  @Override
  public void close() {
    source.close();
    db.close();
  }
}
