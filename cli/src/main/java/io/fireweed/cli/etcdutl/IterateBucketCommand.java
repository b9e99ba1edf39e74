package io.fireweed.cli.etcdutl;

import io.fireweed.cli.command.Action;
import io.fireweed.cli.command.ArgumentCount;
import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.CommandFailure;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Flag;
import io.fireweed.cli.command.Invocation;
import io.fireweed.format.bbolt.Bucket;
import io.fireweed.format.bbolt.Cursor;
import io.fireweed.format.bbolt.DbFile;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.wire.Bytes;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// `iterate-bucket FILE|DIR BUCKET`: the rows of one bucket, last one first.
final class IterateBucketCommand implements Action {
  private static final String DETAILS =
      """
      Prints every key and value of a bucket, the last one first, quoted as Go quotes them. With
      --decode the rows of key, lease, auth, authRoles, authUsers and meta are shown by their
      meaning. Values may hold secrets: the output shows them.

      Example: etcdutl iterate-bucket backup.db key --limit 10 --decode
      """;

  private final Disk disk = new LocalDisk();

  private IterateBucketCommand() {}

  static Command command() {
    return new Command(
        "iterate-bucket",
        "<data dir or db file path> <bucket name>",
        "Lists key-value pairs of a bucket in reverse order",
        DETAILS,
        List.of(
            Flag.uint("limit", 0, "max number of key-value pairs to iterate (0 to iterate all)"),
            Flag.onOff("decode", "true to decode Protocol Buffer encoded data")),
        new Command.Body.Leaf(ArgumentCount.exactly(2), new IterateBucketCommand()));
  }

  @Override
  public ExitCode run(Invocation call) throws IOException {
    Path path = OfflineFile.dbOf(disk, call.pathArgument(0));
    OfflineFile.requireFile(disk, "open", path);
    String name = call.arguments().get(1);
    try (DiskFile _ = OfflineFile.lockShared(disk, path, call);
        DbFile db = DbFile.open(disk, path);
        ReadTx tx = db.read()) {
      Bytes wanted = Bytes.ofUtf8(name);
      Optional<Bucket> bucket = tx.findBucket(wanted);
      if (bucket.isEmpty()) {
        throw new CommandFailure(
            ExitCode.FAILED, "got nil bucket for " + name + ": no such bucket in " + path);
      }
      Optional<EtcdBucket> kind = call.isOn("decode") ? EtcdBucket.find(wanted) : Optional.empty();
      RowText rows = new RowText(path.toString(), kind);
      print(bucket.get(), rows, call.number("limit"), call.terminal().out());
    }
    return ExitCode.DONE;
  }

  private static void print(Bucket bucket, RowText rows, long limit, PrintStream out) {
    Cursor cursor = bucket.cursor();
    long printed = 0;
    for (boolean found = cursor.last(); found; found = cursor.previous()) {
      out.println(rows.of(cursor.key(), cursor.value()));
      printed++;
      if (printed == limit) {
        return;
      }
    }
  }
}
