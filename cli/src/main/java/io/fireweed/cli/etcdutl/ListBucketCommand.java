package io.fireweed.cli.etcdutl;

import io.fireweed.cli.command.Action;
import io.fireweed.cli.command.ArgumentCount;
import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Invocation;
import io.fireweed.format.bbolt.DbFile;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.disk.LocalDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// `list-bucket FILE|DIR`: the names of the buckets of a db.
final class ListBucketCommand implements Action {
  private final Disk disk = new LocalDisk();

  private ListBucketCommand() {}

  static Command command() {
    return new Command(
        "list-bucket",
        "<data dir or db file path>",
        "Lists all buckets of a db",
        "Prints one name a line. The file is only read; a snapshot will do, too.",
        List.of(),
        new Command.Body.Leaf(ArgumentCount.exactly(1), new ListBucketCommand()));
  }

  @Override
  public ExitCode run(Invocation call) throws IOException {
    Path path = OfflineFile.dbOf(disk, call.pathArgument(0));
    OfflineFile.requireFile(disk, "open", path);
    try (DiskFile _ = OfflineFile.lockShared(disk, path, call);
        DbFile db = DbFile.open(disk, path);
        ReadTx tx = db.read()) {
      tx.bucketNames().forEach(name -> call.terminal().out().println(name.toUtf8()));
    }
    return ExitCode.DONE;
  }
}
