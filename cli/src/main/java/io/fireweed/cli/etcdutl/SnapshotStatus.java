package io.fireweed.cli.etcdutl;

import io.fireweed.cli.command.Action;
import io.fireweed.cli.command.ArgumentCount;
import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.CommandFailure;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Invocation;
import io.fireweed.cli.print.Fields;
import io.fireweed.cli.print.Humanize;
import io.fireweed.cli.print.Json;
import io.fireweed.cli.print.OutputFormat;
import io.fireweed.cli.print.Table;
import io.fireweed.format.bbolt.CheckReport;
import io.fireweed.format.bbolt.Checker;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.schema.EtcdRelease;
import io.fireweed.format.schema.SnapshotImage;
import io.fireweed.format.schema.hash.StatusHash;
import io.fireweed.format.schema.hash.StatusVisitor;
import io.fireweed.recovery.HandOver;
import io.fireweed.recovery.Waiting;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/// `snapshot status FILE`: hash, revision, keys and size of a snapshot, after proving it.
///
/// Stricter than etcd's: the digest at the end is verified. One thread checks the structure and
/// hands the sound pages to a second one, which hashes and counts rows; a third computes the
/// digest.
public final class SnapshotStatus implements Action {
  private static final String DETAILS =
      """
      Reads the whole file once: checks the structure of the db, computes its hash, counts its keys,
      and, unlike etcd's own tool, verifies the SHA-256 at its end. FILE may also be a copy of a
      member's db, which has no digest.

      With --write-out simple the line is: hash, revision, total keys, total size, version.

      Exit codes: 0 sound; 1 no such file, or the structure is damaged; 3 the digest is wrong, or
      the file is no db of etcd; 4 protobuf was asked for.

      Example: etcdutl -w table snapshot status backup.db
      """;

  private static final int OTHER_THREADS = 2;

  private final Disk disk = new LocalDisk();
  private final ReleaseStyle style;

  private SnapshotStatus(ReleaseStyle style) {
    this.style = style;
  }

  /// {@return the command in that look}
  public static Command command(ReleaseStyle style) {
    return new Command(
        "status",
        "<filename>",
        "Gets backend snapshot status of a given file",
        DETAILS,
        List.of(),
        new Command.Body.Leaf(new ArgumentCount.Any(), new SnapshotStatus(style)));
  }

  @Override
  public ExitCode run(Invocation call) throws IOException {
    if (call.arguments().size() != 1) {
      throw new CommandFailure(
          ExitCode.ETCD_BAD_ARGUMENTS, "snapshot status requires exactly one argument");
    }
    OutputFormat format = OutputFlag.of(call);
    Path path = call.pathArgument(0);
    OfflineFile.requireFile(disk, "stat", path);
    try (DiskFile _ = OfflineFile.lockShared(disk, path, call);
        SnapshotImage image = SnapshotImage.open(disk, path)) {
      StatusHash status = prove(image, call.terminal().err());
      print(status, format, call.terminal().out());
    }
    return ExitCode.DONE;
  }

  /// {@return what is in a snapshot whose digest is known to be right, its structure proven}
  public static StatusHash contents(Disk disk, Path path) throws IOException {
    try (SnapshotImage image = SnapshotImage.open(disk, path);
        ExecutorService other = Executors.newSingleThreadExecutor()) {
      return check(image, other);
    }
  }

  private static StatusHash prove(SnapshotImage image, PrintStream err) throws IOException {
    try (ExecutorService others = Executors.newFixedThreadPool(OTHER_THREADS)) {
      Future<SnapshotImage.Digest> digest = others.submit(image::digest);
      StatusHash status = check(image, others);
      SnapshotImage.Digest verdict = Waiting.on(digest);
      image.requireSound(verdict);
      if (verdict instanceof SnapshotImage.Digest.Absent) {
        err.println("warning: " + image.db().path() + " has no digest to prove its bytes by");
      }
      return status;
    }
  }

  private static StatusHash check(SnapshotImage image, ExecutorService others) throws IOException {
    try (ReadTx tx = image.db().read()) {
      HandOver pages = new HandOver();
      Future<StatusHash> status = others.submit(() -> hash(tx, pages));
      CheckReport report;
      try (pages) {
        report = Checker.check(tx, pages);
      }
      if (!report.isClean()) {
        String findings =
            report.findings().stream()
                .map(finding -> tx.file() + ": " + finding.line())
                .collect(Collectors.joining("\n"));
        waitOut(status);
        throw new CommandFailure(
            ExitCode.FAILED,
            "snapshot file integrity check failed. "
                + report.findingCount()
                + " errors found.\n"
                + findings);
      }
      return Waiting.on(status);
    }
  }

  /// Waits for the end of work whose outcome no longer counts, but which still reads the pages.
  private static void waitOut(Future<StatusHash> status) throws IOException {
    try {
      Waiting.on(status);
    } catch (CorruptException unneeded) {
      // The findings say it better.
    }
  }

  /// Hashes the pages that the checker found sound.
  private static StatusHash hash(ReadTx tx, HandOver pages) {
    try (StatusVisitor visitor = new StatusVisitor(tx.file().toString())) {
      pages.deliver(visitor);
      return visitor.finish(tx.sizeBytes());
    } catch (InternalError fault) {
      throw new CorruptException(tx.file() + ": file was shortened while it was read", fault);
    }
  }

  private void print(StatusHash status, OutputFormat format, PrintStream out) {
    boolean version = style.release().isAtLeast(EtcdRelease.V3_6);
    String hash = Integer.toHexString(status.hash());
    String revision = Long.toString(status.revision());
    long keys = status.totalKeys(style.release());
    String size = Humanize.bytes(status.sizeBytes());
    switch (format) {
      case SIMPLE ->
          out.println(
              hash
                  + ", "
                  + revision
                  + ", "
                  + keys
                  + ", "
                  + size
                  + (version ? ", " + status.storageVersion() : ""));
      case TABLE -> {
        String total = Long.toString(keys);
        Table table =
            version
                ? Table.of("hash", "revision", "total keys", "total size", "version")
                    .row(hash, revision, total, size, status.storageVersion())
                : Table.of("hash", "revision", "total keys", "total size")
                    .row(hash, revision, total, size);
        table.print(style.border(), out);
      }
      case JSON -> {
        Json json = new Json().beginObject();
        json.name("hash").value(status.unsignedHash()).name("revision").value(status.revision());
        json.name("totalKey").value(keys).name("totalSize").value(status.sizeBytes());
        if (version) {
          json.name("version").value(status.storageVersion());
        }
        out.println(json.end());
      }
      case FIELDS -> {
        Fields fields = new Fields(out);
        fields.field("Hash", status.unsignedHash()).field("Revision", status.revision());
        fields.field("Keys", keys).field("Size", status.sizeBytes());
        if (version) {
          fields.field("Version", status.storageVersion());
        }
      }
      case PROTOBUF -> throw OutputFlag.cannotPrint(format);
    }
  }
}
