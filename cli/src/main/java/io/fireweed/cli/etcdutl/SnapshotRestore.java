package io.fireweed.cli.etcdutl;

import io.fireweed.cli.command.Action;
import io.fireweed.cli.command.ArgumentCount;
import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.CommandFailure;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Flag;
import io.fireweed.cli.command.Invocation;
import io.fireweed.cli.command.ProgressLine;
import io.fireweed.cli.print.Json;
import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.schema.EtcdRelease;
import io.fireweed.format.wire.Bytes;
import io.fireweed.recovery.restore.Bump;
import io.fireweed.recovery.restore.Proof;
import io.fireweed.recovery.restore.Remark;
import io.fireweed.recovery.restore.Restore;
import io.fireweed.recovery.restore.RestoreOutcome;
import io.fireweed.recovery.restore.RestorePlan;
import io.fireweed.recovery.restore.SystemHostNames;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/// `snapshot restore FILE`: one member of a new cluster from a snapshot.
public final class SnapshotRestore implements Action {
  private static final String DETAILS =
      """
      Builds the data directory of one member of a new cluster. Run it once per member with the same
      snapshot, --initial-cluster and --initial-cluster-token, then start every member on its
      directory; the --initial-* flags of etcd itself are ignored then.

      The snapshot is only read. The directory is built under a hidden name beside its place and
      renamed when everything is proven and on disk; a failed or killed restore leaves nothing that
      stands in the way of the next one.

      Without --format the rows of the db stay as they are and the log is written as etcd 3.7 does
      (by etcdctl: as 3.5 does); what the cluster may stumble over is reported as a warning. With
      it, rows that the release cannot open are changed: each change is reported.

      Exit codes: 0 restored; 1 refused or failed; 3 the file is damaged or no db of etcd;
      128 arguments that do not go together.

      Example:
        etcdutl snapshot restore backup.db --name m1 --data-dir m1.etcd \\
          --initial-cluster m1=http://10.0.0.1:2380,m2=http://10.0.0.2:2380 \\
          --initial-advertise-peer-urls http://10.0.0.1:2380 \\
          --bump-revision 1000000000 --mark-compacted
      """;

  private final Disk disk = new LocalDisk();
  private final EtcdRelease release;

  private SnapshotRestore(EtcdRelease release) {
    this.release = release;
  }

  /// {@return the command}
  ///
  /// @param release whose log is written unless `--format` says otherwise
  public static Command command(EtcdRelease release) {
    return new Command(
        "restore",
        "<filename> --data-dir {output dir} [options]",
        "Restores an etcd member snapshot to an etcd directory",
        DETAILS,
        flags(),
        new Command.Body.Leaf(new ArgumentCount.Any(), new SnapshotRestore(release)));
  }

  private static List<Flag> flags() {
    return List.of(
        Flag.string("data-dir", "", "Path to the output data directory (default <name>.etcd)"),
        Flag.string("wal-dir", "", "Path to the WAL directory (use --data-dir if none given)"),
        Flag.string(
            "initial-cluster",
            "default=http://localhost:2380",
            "Initial cluster configuration for restore bootstrap"),
        Flag.string(
            "initial-cluster-token",
            "etcd-cluster",
            "Initial cluster token for the etcd cluster during restore bootstrap"),
        Flag.string(
            "initial-advertise-peer-urls",
            "http://localhost:2380",
            "List of this member's peer URLs to advertise to the rest of the cluster"),
        Flag.string("name", "default", "Human-readable name for this member"),
        Flag.onOff(
            "skip-hash-check",
            "Ignore snapshot integrity hash value (required if copied from data directory);"
                + " the structure of the file is checked instead"),
        Flag.uint(
            "initial-memory-map-size",
            10_737_418_240L,
            "Accepted and ignored: maps are sized by the file"),
        Flag.uint("bump-revision", 0, "How much to increase the latest revision after restore"),
        Flag.onOff(
            "mark-compacted",
            "Mark the latest revision after restore as the point of scheduled compaction (required"
                + " if --bump-revision > 0, disallowed otherwise)"),
        Flag.string(
            "format", "", "Make db and log fit etcd `3.4|3.5|3.6|3.7` (default: leave the rows)"));
  }

  @Override
  public ExitCode run(Invocation call) throws IOException {
    if (call.arguments().size() != 1) {
      throw new CommandFailure(
          ExitCode.ETCD_BAD_ARGUMENTS, "snapshot restore requires exactly one argument");
    }
    RestorePlan plan = plan(call);
    OfflineFile.requireFile(disk, "open", plan.source());
    log(call, "restoring snapshot", plan);
    RestoreOutcome outcome;
    try (ProgressLine progress = new ProgressLine(call.terminal(), System::nanoTime)) {
      outcome = new Restore(disk, progress).execute(plan);
    }
    return switch (outcome) {
      case RestoreOutcome.Restored(var report) -> {
        report.remarks().forEach(remark -> call.terminal().err().println(told(remark)));
        log(call, "restored snapshot", plan);
        yield ExitCode.DONE;
      }
      case RestoreOutcome.DigestMissing _ ->
          throw new CommandFailure(
              ExitCode.FAILED, "snapshot missing hash but --skip-hash-check=false");
      case RestoreOutcome.DigestMismatch(Bytes stored, Bytes computed, long _) ->
          throw new CommandFailure(
              ExitCode.FAILED, "expected sha256 " + decimal(stored) + ", got " + decimal(computed));
    };
  }

  private static String told(Remark remark) {
    return switch (remark.kind()) {
      case LEFT -> "warning: " + remark.text() + "; --format fits it";
      case DAMAGED -> "warning: " + remark.text();
      case CHANGED -> "changed: " + remark.text();
    };
  }

  private RestorePlan plan(Invocation call) {
    long by = call.number("bump-revision");
    if (by != 0 != call.isOn("mark-compacted")) {
      throw new CommandFailure(
          ExitCode.ETCD_BAD_ARGUMENTS, "--mark-compacted required if --revision-bump > 0");
    }
    if (by < 0) {
      throw new CommandFailure(
          ExitCode.ETCD_BAD_ARGUMENTS,
          "--bump-revision expected at most "
              + Long.MAX_VALUE
              + ", found "
              + Long.toUnsignedString(by));
    }
    String name = call.text("name");
    Path dataDir =
        call.text("data-dir").isEmpty() ? Path.of(name + ".etcd") : call.pathFlag("data-dir");
    MemberDir places =
        call.text("wal-dir").isEmpty()
            ? MemberDir.of(dataDir)
            : MemberDir.of(dataDir, call.pathFlag("wal-dir"));
    RestorePlan plan =
        RestorePlan.ofOne(
                call.pathArgument(0),
                new RestorePlan.OneMember(
                    name,
                    call.text("initial-cluster"),
                    call.text("initial-cluster-token"),
                    call.text("initial-advertise-peer-urls")),
                places,
                call.isOn("skip-hash-check") ? Proof.STRUCTURE : Proof.DIGEST,
                new SystemHostNames())
            .withBump(by == 0 ? new Bump.None() : new Bump.By(by));
    return call.text("format").isEmpty()
        ? plan.withRelease(release)
        : plan.fitting(formatFlag(call));
  }

  private static EtcdRelease formatFlag(Invocation call) {
    return EtcdRelease.find(call.text("format"))
        .orElseThrow(
            () ->
                new CommandFailure(
                    ExitCode.ETCD_BAD_ARGUMENTS,
                    "--format expected 3.4, 3.5, 3.6 or 3.7, found " + call.text("format")));
  }

  private static void log(Invocation call, String what, RestorePlan plan) {
    MemberDir places = plan.placements().getFirst().places();
    Json json =
        new Json()
            .beginObject()
            .name("path")
            .value(plan.source().toString())
            .name("wal-dir")
            .value(places.walDir().toString())
            .name("data-dir")
            .value(places.dataDir().toString())
            .name("snap-dir")
            .value(places.snapDir().toString())
            .end();
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    call.terminal().err().println(now + "\tinfo\t" + what + "\t" + json);
  }

  /// A list of bytes as Go prints it: decimal numbers in brackets.
  private static String decimal(Bytes bytes) {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < bytes.length(); i++) {
      text.append(i == 0 ? "" : " ");
      text.append(String.format(Locale.ROOT, "%d", bytes.at(i) & 0xFF));
    }
    return text.append(']').toString();
  }
}
