package io.fireweed.cli.etcdutl;

import io.fireweed.cli.command.Action;
import io.fireweed.cli.command.ArgumentCount;
import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.CommandFailure;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Failures;
import io.fireweed.cli.command.Flag;
import io.fireweed.cli.command.Invocation;
import io.fireweed.format.bbolt.BulkOptions;
import io.fireweed.format.bbolt.Compaction;
import io.fireweed.format.bbolt.DbFile;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.bbolt.Txid;
import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.fault.RefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// `defrag --data-dir DIR`: rewrites a member's db without its free pages.
public final class DefragCommand implements Action {
  /// etcd deletes files of this beginning when it starts, so a killed defrag leaves nothing behind.
  private static final String TEMPORARY = "db.tmp.defrag";

  private static final String DETAILS =
      """
      Writes the db of a stopped member anew, without free pages, and puts the new file in place of
      the old one when it is complete and on disk. Keys, revisions and hashes stay the same.

      Exit codes: 0 done; 1 no db, or a program is using it; 3 the db is damaged (nothing changed).
      """;

  private final Disk disk = new LocalDisk();

  private DefragCommand() {}

  /// {@return the command; its flag `data-dir` is required}
  public static Command command() {
    return new Command(
        "defrag",
        "",
        "Defragments the storage of the etcd",
        DETAILS,
        List.of(
            Flag.string(
                    "data-dir", "", "Required. Defragments a data directory not in use by etcd.")
                .required()),
        new Command.Body.Leaf(new ArgumentCount.None(), new DefragCommand()));
  }

  /// Runs the command for another one that has a flag `data-dir` too. {@return the exit code}
  public static ExitCode offline(Invocation call) throws IOException {
    return new DefragCommand().run(call);
  }

  @Override
  public ExitCode run(Invocation call) throws IOException {
    Path dataDir = call.pathFlag("data-dir");
    Path db = MemberDir.of(dataDir).db();
    try {
      OfflineFile.requireFile(disk, "open", db);
      try (DiskFile _ = OfflineFile.lockExclusive(disk, db, call)) {
        rewrite(db);
      }
    } catch (CommandFailure | RefusedException | IOException e) {
      throw new CommandFailure(
          ExitCode.FAILED,
          "Failed to defragment etcd data[" + dataDir + "] (" + Failures.message(e) + ")");
    }
    return ExitCode.DONE;
  }

  private void rewrite(Path db) throws IOException {
    Path temporary = db.resolveSibling(TEMPORARY);
    disk.delete(temporary);
    try {
      try (DbFile source = DbFile.open(disk, db);
          ReadTx tx = source.read();
          DiskFile target = disk.create(temporary)) {
        long txid = tx.meta().txid().value();
        BulkOptions options =
            BulkOptions.ETCD
                .withPageSize(tx.meta().pageSize())
                .withTxid(new Txid(txid + 2 - txid % 2));
        Compaction.copy(tx, target, options);
        target.force();
      }
      disk.replace(temporary, db);
      Path directory = db.toAbsolutePath().getParent();
      if (directory != null) {
        disk.forceDirectory(directory);
      }
    } finally {
      disk.delete(temporary);
    }
  }
}
