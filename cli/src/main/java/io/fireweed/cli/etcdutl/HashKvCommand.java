package io.fireweed.cli.etcdutl;

import io.fireweed.cli.command.Action;
import io.fireweed.cli.command.ArgumentCount;
import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Flag;
import io.fireweed.cli.command.Invocation;
import io.fireweed.cli.print.Fields;
import io.fireweed.cli.print.Json;
import io.fireweed.cli.print.OutputFormat;
import io.fireweed.cli.print.Table;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.schema.SnapshotImage;
import io.fireweed.format.schema.hash.HashKv;
import io.fireweed.recovery.Waiting;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// `hashkv FILE`: the hash over the key history, as a live member's `endpoint hashkv` gives it.
final class HashKvCommand implements Action {
  private static final String DETAILS =
      """
      Computes the hash of the key history up to a revision. Two stores with equal hash, revision
      and compact revision hold the same history. FILE is a snapshot or a copy of a member's db.

      The file is only read: etcd's own tool modifies it, and breaks the digest of a snapshot.

      Exit codes: 0 done; 1 no such file, or the revision is compacted or still to come; 3 the file
      is damaged.
      """;

  private final Disk disk = new LocalDisk();

  private HashKvCommand() {}

  static Command command() {
    return new Command(
        "hashkv",
        "<filename>",
        "Prints the KV history hash of a given file",
        DETAILS,
        List.of(Flag.integer("rev", 0, "maximum revision to hash (default: latest revision)")),
        new Command.Body.Leaf(ArgumentCount.exactly(1), new HashKvCommand()));
  }

  @Override
  public ExitCode run(Invocation call) throws IOException {
    OutputFormat format = OutputFlag.of(call);
    Path path = call.pathArgument(0);
    OfflineFile.requireFile(disk, "open", path);
    try (DiskFile _ = OfflineFile.lockShared(disk, path, call);
        SnapshotImage image = SnapshotImage.open(disk, path);
        ExecutorService other = Executors.newSingleThreadExecutor()) {
      Future<SnapshotImage.Digest> digest = other.submit(image::digest);
      HashKv hash;
      try (ReadTx tx = image.db().read()) {
        hash = HashKv.compute(tx, call.number("rev"));
      }
      image.requireSound(Waiting.on(digest));
      print(hash, format, call.terminal().out());
    }
    return ExitCode.DONE;
  }

  private static void print(HashKv hash, OutputFormat format, PrintStream out) {
    String value = Long.toString(hash.unsignedHash());
    String revision = Long.toString(hash.hashRevision());
    String compact = Long.toString(hash.compactRevision());
    switch (format) {
      case SIMPLE -> out.println(value + ", " + revision + ", " + compact);
      case TABLE ->
          Table.of("hash", "hash revision", "compact revision")
              .row(value, revision, compact)
              .print(Table.Border.BOX, out);
      case JSON ->
          out.println(
              new Json()
                  .beginObject()
                  .name("hash")
                  .value(hash.unsignedHash())
                  .name("hashRevision")
                  .value(hash.hashRevision())
                  .name("compactRevision")
                  .value(hash.compactRevision())
                  .end());
      case FIELDS ->
          new Fields(out)
              .field("Hash", value)
              .field("Hash revision", revision)
              .field("Compact revision", compact);
      case PROTOBUF -> throw OutputFlag.cannotPrint(format);
    }
  }
}
