package io.fireweed.cli.fireweed;

import io.fireweed.cli.command.Action;
import io.fireweed.cli.command.ArgumentCount;
import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Invocation;
import io.fireweed.cli.print.Humanize;
import io.fireweed.cli.print.Json;
import io.fireweed.format.bbolt.Finding;
import io.fireweed.format.bbolt.TreeCounts;
import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.schema.EtcdRelease;
import io.fireweed.format.schema.SnapshotImage.Digest;
import io.fireweed.format.schema.check.SchemaFinding;
import io.fireweed.format.schema.hash.HashKv;
import io.fireweed.format.schema.hash.StatusHash;
import io.fireweed.recovery.verify.Verification;
import io.fireweed.recovery.verify.VerifyReport;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/// `fireweed verify POINT`.
final class VerifyVerb implements Action {
  private static final int MAX_LINES = 40;

  private static final String DETAILS =
      """
      Proves a snapshot or a db in every way its bytes allow: the SHA-256 at its end, the structure
      of every page, the meaning of every row and the history of every key. Prints the hashes by
      which it can be compared with a live member: HashKV is equal on every member that stands at
      the same revision and compaction.

      A db has no digest; then damage in unused pages cannot be seen, which is told.

      JSON, stable: file, sound, digest, page_findings[], row_findings[], hash, revision, keys, size,
      version, hash_kv, hash_revision, compact_revision.

      Exit codes: 0 sound; 3 damaged; 5 not found.

      Example: fireweed verify backup.db
      """;

  private final LocalDisk disk = new LocalDisk();

  static Command command() {
    return new Command(
        "verify",
        "POINT",
        "Proves a snapshot, a db or a data directory's db",
        DETAILS,
        List.of(),
        new Command.Body.Leaf(ArgumentCount.exactly(1), new VerifyVerb()));
  }

  @Override
  public ExitCode run(Invocation call) throws IOException {
    WriteOut format = WriteOut.of(call);
    Point point = Point.of(disk, call.arguments().getFirst());
    if (point.isDirectory()) {
      MemberDir.of(point.given()).requireFree(disk);
      PastPoint.noteLog(disk, call, point);
    }
    VerifyReport report = Verification.of(disk, point.file());
    switch (format) {
      case TABLE -> print(report, call.terminal().out());
      case JSON -> call.terminal().out().println(json(report));
    }
    return report.isSound() ? ExitCode.DONE : ExitCode.DAMAGED;
  }

  private static void print(VerifyReport report, PrintStream out) {
    out.println("file       " + report.path());
    out.println("digest     " + digest(report.digest()));
    out.println(
        "structure  "
            + (report.structure().isClean()
                ? Humanize.count(pages(report.structure().counts()), "page") + " in use, sound"
                : Humanize.count(report.structure().findingCount(), "finding")));
    report.structure().findings().stream()
        .limit(MAX_LINES)
        .map(Finding::line)
        .forEach(line -> out.println("  " + line));
    report
        .schema()
        .ifPresent(
            schema -> {
              out.println(
                  "rows       "
                      + Humanize.count(schema.errorCount(), "error")
                      + ", "
                      + Humanize.count(schema.warningCount(), "warning")
                      + ", "
                      + Humanize.count(schema.noteCount(), "note"));
              schema.findings().stream()
                  .limit(MAX_LINES)
                  .map(VerifyVerb::line)
                  .forEach(line -> out.println("  " + line));
            });
    report.status().ifPresent(status -> print(status, out));
    report.hashKv().ifPresent(hash -> print(hash, out));
    out.println("verdict    " + verdict(report));
  }

  private static long pages(TreeCounts counts) {
    return counts.branchPageCount() + counts.leafPageCount() + counts.overflowPageCount();
  }

  private static void print(StatusHash status, PrintStream out) {
    out.println(
        "content    revision "
            + status.revision()
            + ", "
            + Humanize.count(status.totalKeys(EtcdRelease.V3_7), "key")
            + ", "
            + Humanize.bytes(status.sizeBytes())
            + ", status hash "
            + Integer.toHexString(status.hash()));
  }

  private static void print(HashKv hash, PrintStream out) {
    out.println(
        "hashkv     "
            + hash.unsignedHash()
            + " at revision "
            + hash.hashRevision()
            + ", compacted at "
            + hash.compactRevision());
  }

  private static String verdict(VerifyReport report) {
    if (!report.isSound()) {
      return "damaged";
    }
    return report.isDigestProven()
        ? "sound"
        : "sound as far as pages and rows tell; no digest vouches for its bytes";
  }

  private static String digest(Digest digest) {
    return switch (digest) {
      case Digest.Absent() -> "none";
      case Digest.Valid(var stored) -> "sha256 " + stored.toHex() + ", right";
      case Digest.Invalid(var stored, var computed) ->
          "sha256 stored " + stored.toHex() + ", computed " + computed.toHex();
    };
  }

  private static String line(SchemaFinding finding) {
    return finding.severity().name().toLowerCase(Locale.ROOT) + ": " + finding.message();
  }

  private static Json json(VerifyReport report) {
    Json json = new Json().beginObject().name("file").value(report.path().toString());
    json.name("sound").value(report.isSound());
    json.name("digest").value(digest(report.digest()));
    json.name("page_findings").beginArray();
    report.structure().findings().forEach(finding -> json.value(finding.line()));
    json.end();
    json.name("row_findings").beginArray();
    report
        .schema()
        .ifPresent(schema -> schema.findings().forEach(finding -> json.value(line(finding))));
    json.end();
    report
        .status()
        .ifPresent(
            status -> {
              json.name("hash").value(status.unsignedHash());
              json.name("revision").value(status.revision());
              json.name("keys").value(status.totalKeys(EtcdRelease.V3_7));
              json.name("size").value(status.sizeBytes());
              json.name("version").value(status.storageVersion());
            });
    report
        .hashKv()
        .ifPresent(
            hash -> {
              json.name("hash_kv").value(hash.unsignedHash());
              json.name("hash_revision").value(hash.hashRevision());
              json.name("compact_revision").value(hash.compactRevision());
            });
    return json.end();
  }
}
