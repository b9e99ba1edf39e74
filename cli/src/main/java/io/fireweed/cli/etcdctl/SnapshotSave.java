package io.fireweed.cli.etcdctl;

import io.fireweed.cli.command.ArgumentCount;
import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.CommandFailure;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Failures;
import io.fireweed.cli.command.GoQuote;
import io.fireweed.cli.command.Invocation;
import io.fireweed.cli.etcdctl.Dialling.Place;
import io.fireweed.cli.etcdutl.OutputFlag;
import io.fireweed.cli.etcdutl.SnapshotStatus;
import io.fireweed.cli.print.Fields;
import io.fireweed.cli.print.Humanize;
import io.fireweed.cli.print.Json;
import io.fireweed.cli.print.OutputFormat;
import io.fireweed.cli.print.Table;
import io.fireweed.client.CallWords;
import io.fireweed.client.EtcdClient;
import io.fireweed.client.SnapshotTransfer;
import io.fireweed.format.disk.AtomicFile;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.disk.SequentialFile;
import io.fireweed.format.fault.Fault;
import io.fireweed.format.schema.hash.StatusHash;
import io.fireweed.recovery.Waiting;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/// `snapshot save FILE`: streams one member's db into a file.
///
/// Stricter than etcd's: the digest is computed from the bytes that arrive and compared with the
/// one that was sent. The bytes go to `FILE.part`, which becomes FILE when it is whole, proven and
/// on disk; until then an older FILE stays as it is.
final class SnapshotSave {
  private static final String DETAILS =
      """
      Asks exactly one endpoint. The SHA-256 that the member sends is compared with the bytes that
      arrived. FILE appears, or is replaced, when everything is proven and on disk.

      Standard error tells revision, keys, size and hash in one line; with --write-out json, fields
      or table standard output does.

      There is no limit in time unless --command-timeout is given.

      Exit codes: 0 saved; 4 unknown output format; 5 not saved; 128 not one FILE.
      """;
  private static final Duration NO_LIMIT = Duration.ofDays(365);

  private SnapshotSave() {}

  static Command command() {
    return new Command(
        "save",
        "<filename>",
        "Stores an etcd node backend snapshot to a given file",
        DETAILS,
        List.of(),
        new Command.Body.Leaf(new ArgumentCount.Any(), SnapshotSave::run));
  }

  private static ExitCode run(Invocation call) {
    if (call.arguments().size() != 1) {
      throw KeyRange.bad("snapshot save expects one argument");
    }
    Path target = call.pathArgument(0);
    List<Place> places = Dialling.places(call);
    if (places.size() != 1) {
      String all = places.stream().map(Place::text).collect(Collectors.joining(" "));
      throw interrupted(
          "snapshot must be requested to one selected node, not multiple [" + all + "]");
    }
    boolean limited = call.isGiven(GlobalFlags.COMMAND_TIMEOUT);
    Duration limit = limited ? call.duration(GlobalFlags.COMMAND_TIMEOUT) : NO_LIMIT;
    OutputFormat format = OutputFlag.of(call);
    Saved saved;
    try (EtcdClient client =
        EtcdClient.open(
            Dialling.options(call, call.duration(GlobalFlags.COMMAND_TIMEOUT), places))) {
      saved = save(client, places.getFirst(), limit, target);
    } catch (Fault e) {
      throw interrupted(CallWords.of(e));
    } catch (IOException e) {
      throw interrupted("could not save " + target + " (" + Failures.message(e) + ")");
    }
    print(call, format, saved);
    return ExitCode.DONE;
  }

  /// What was saved: how it came, and what is in it.
  private record Saved(SnapshotTransfer transfer, StatusHash contents) {
    long keys() {
      return contents.userKeyCount();
    }
  }

  /// The simple format keeps to what etcd's tool prints; the line for people goes to the other
  /// stream.
  private static void print(Invocation call, OutputFormat format, Saved saved) {
    PrintStream out = call.terminal().out();
    SnapshotTransfer transfer = saved.transfer();
    StatusHash contents = saved.contents();
    String file = call.arguments().getFirst();
    switch (format) {
      case SIMPLE, PROTOBUF -> {
        out.println("Snapshot saved at " + file);
        if (!transfer.storageVersion().isEmpty()) {
          out.println("Server version " + transfer.storageVersion());
        }
        call.terminal()
            .err()
            .println(
                "verified: revision "
                    + contents.revision()
                    + ", "
                    + Humanize.count(saved.keys(), "key")
                    + ", "
                    + Humanize.bytes(transfer.sizeBytes())
                    + ", hash "
                    + Integer.toHexString(contents.hash())
                    + ", sha256 "
                    + transfer.sha256().toHex());
      }
      case TABLE ->
          Table.of("file", "revision", "total keys", "total size", "hash", "version")
              .row(
                  file,
                  Long.toString(contents.revision()),
                  Long.toString(saved.keys()),
                  Humanize.bytes(transfer.sizeBytes()),
                  Integer.toHexString(contents.hash()),
                  transfer.storageVersion())
              .print(Table.Border.BOX, out);
      case JSON ->
          out.println(
              new Json()
                  .beginObject()
                  .name("file")
                  .value(file)
                  .name("revision")
                  .value(contents.revision())
                  .name("totalKey")
                  .value(saved.keys())
                  .name("totalSize")
                  .value(transfer.sizeBytes())
                  .name("hash")
                  .value(contents.unsignedHash())
                  .name("sha256")
                  .value(transfer.sha256().toHex())
                  .name("version")
                  .value(transfer.storageVersion())
                  .end());
      case FIELDS ->
          new Fields(out)
              .field("File", GoQuote.quote(file))
              .field("Revision", contents.revision())
              .field("Keys", saved.keys())
              .field("Size", transfer.sizeBytes())
              .field("Hash", contents.unsignedHash())
              .field("SHA256", GoQuote.quote(transfer.sha256().toHex()))
              .field("Version", GoQuote.quote(transfer.storageVersion()));
    }
  }

  private static Saved save(EtcdClient client, Place place, Duration limit, Path target)
      throws IOException {
    Disk disk = new LocalDisk();
    Path absolute = target.toAbsolutePath();
    Path directory = absolute.getParent();
    if (directory == null) {
      throw new IOException(target + " is a directory");
    }
    Path part = absolute.resolveSibling(absolute.getFileName() + AtomicFile.PART);
    disk.delete(part);
    boolean saved = false;
    try {
      SnapshotTransfer transfer;
      StatusHash contents;
      try (SequentialFile file = disk.createSequential(part, Long.MAX_VALUE);
          ExecutorService other = Executors.newSingleThreadExecutor()) {
        BlockStream blocks = new BlockStream(file, other);
        transfer = client.snapshot(place.endpoint(), blocks, limit);
        DiskFile written = blocks.finish();
        Future<Boolean> durable = other.submit(() -> forced(written));
        contents = SnapshotStatus.contents(disk, part);
        boolean _ = Waiting.on(durable);
      }
      disk.replace(part, absolute);
      disk.forceDirectory(directory);
      saved = true;
      return new Saved(transfer, contents);
    } finally {
      if (!saved) {
        disk.delete(part);
      }
    }
  }

  private static CommandFailure interrupted(String message) {
    return new CommandFailure(ExitCode.ETCD_INTERRUPTED, message);
  }

  private static boolean forced(DiskFile file) throws IOException {
    file.force();
    return true;
  }
}
