package io.fireweed.cli.etcdutl;

import io.fireweed.cli.command.Action;
import io.fireweed.cli.command.ArgumentCount;
import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.CommandFailure;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Flag;
import io.fireweed.cli.command.GoQuote;
import io.fireweed.cli.command.Invocation;
import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.schema.EtcdRelease;
import io.fireweed.format.schema.EtcdVersion;
import io.fireweed.recovery.migrate.StorageMigration;
import io.fireweed.recovery.migrate.StorageMigration.Migrated;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/// `migrate --data-dir DIR --target-version X.Y`: the storage version of a stopped member.
final class MigrateCommand implements Action {
  private static final String DETAILS =
      """
      Changes the storage version in the db of a stopped member. Going to an older release is
      refused while the member's WAL holds entries that only a newer one can read; --force changes
      the version all the same.

      Exit codes: 0 done, or nothing to do; 1 refused or failed; 3 the db or the WAL is damaged;
      128 the target version is not one.
      """;

  private final Disk disk = new LocalDisk();

  private MigrateCommand() {}

  static Command command() {
    return new Command(
        "migrate",
        "",
        "Migrates schema of etcd data dir files to make them compatible with different etcd"
            + " version",
        DETAILS,
        List.of(
            Flag.string("data-dir", "", "Path to the etcd data dir").required(),
            Flag.string(
                    "target-version",
                    "",
                    "Target etcd version to migrate contents of data dir. Minimal value 3.5."
                        + " Format \"X.Y\" for example 3.6.")
                .required(),
            Flag.onOff(
                "force",
                "Ignore migration failure and forcefully override storage version."
                    + " Not recommended.")),
        new Command.Body.Leaf(new ArgumentCount.None(), new MigrateCommand()));
  }

  @Override
  public ExitCode run(Invocation call) throws IOException {
    EtcdRelease target = target(call.text("target-version"));
    MemberDir member = MemberDir.of(call.pathFlag("data-dir"));
    OfflineFile.requireFile(disk, "open", member.db());
    try (DiskFile _ = OfflineFile.lockExclusive(disk, member.db(), call)) {
      // Waits for a running etcd to end; the migration then takes the lock itself.
    }
    StorageMigration migration = new StorageMigration(disk);
    Migrated migrated =
        call.isOn("force") ? migration.force(member, target) : migration.migrate(member, target);
    PrintStream err = call.terminal().err();
    migrated.remark().ifPresent(remark -> err.println("warning: forced although " + remark));
    String version = GoQuote.quote(target.label());
    if (migrated.before().equals(Optional.of(migrated.after()))) {
      err.println("storage version up-to-date: " + version);
    } else {
      err.println("storage version is now " + version);
    }
    return ExitCode.DONE;
  }

  private static EtcdRelease target(String text) {
    if (text.chars().filter(c -> c == '.').count() != 1) {
      throw badTarget("wrong target version format, expected \"X.Y\", got " + GoQuote.quote(text));
    }
    EtcdVersion version =
        EtcdVersion.find(text + ".0")
            .orElseThrow(() -> badTarget("failed to parse target version: " + GoQuote.quote(text)));
    if (version.compareTo(EtcdRelease.V3_5.version()) < 0) {
      throw badTarget("target version " + GoQuote.quote(text) + " not supported. Minimal \"3.5\"");
    }
    return EtcdRelease.of(version)
        .orElseThrow(
            () ->
                new CommandFailure(
                    ExitCode.FAILED,
                    "version " + GoQuote.quote(text + ".0") + " is not supported"));
  }

  private static CommandFailure badTarget(String message) {
    return new CommandFailure(ExitCode.ETCD_BAD_ARGUMENTS, message);
  }
}
