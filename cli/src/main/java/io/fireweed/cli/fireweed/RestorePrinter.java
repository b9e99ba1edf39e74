package io.fireweed.cli.fireweed;

import io.fireweed.cli.print.Humanize;
import io.fireweed.cli.print.Json;
import io.fireweed.cli.print.Table;
import io.fireweed.recovery.restore.Bump;
import io.fireweed.recovery.restore.Placement;
import io.fireweed.recovery.restore.Remark;
import io.fireweed.recovery.restore.RestorePlan;
import io.fireweed.recovery.restore.RestorePreview;
import io.fireweed.recovery.restore.RestoreReport;
import java.io.PrintStream;
import java.util.List;

/// Prints what a restore would do, and what it has done.
///
/// JSON, stable: `cluster_id`, `token`, `members[] {name, id, dir, wal_dir}`, `snapshot_revision`,
/// `revision`, `db_size`, `remarks[]`, and `restored`.
final class RestorePrinter {
  private final PrintStream out;
  private final WriteOut format;

  RestorePrinter(PrintStream out, WriteOut format) {
    this.out = out;
    this.format = format;
  }

  void print(RestorePreview preview) {
    switch (format) {
      case TABLE -> {
        table(preview.plan());
        remarks(preview.remarks());
        out.println(
            "would be  "
                + revisions(preview.snapshotRevision(), preview.revision())
                + ", "
                + Humanize.bytes(preview.dbBytes())
                + " a member");
        out.println(
            "lost      whatever was written after revision "
                + preview.snapshotRevision()
                + "; if data directories survive, fireweed salvage may have it");
      }
      case JSON ->
          out.println(
              json(
                      preview.plan(),
                      preview.snapshotRevision(),
                      preview.revision(),
                      preview.dbBytes(),
                      preview.remarks())
                  .name("restored")
                  .value(false)
                  .end());
    }
  }

  void print(RestoreReport report) {
    switch (format) {
      case TABLE -> {
        table(report.plan());
        remarks(report.remarks());
        out.println(
            "restored  "
                + revisions(report.snapshotRevision(), report.revision())
                + ", "
                + Humanize.bytes(report.dbBytes())
                + " a member");
        out.println("next      start every member on its directory; then let clients reconnect");
      }
      case JSON ->
          out.println(
              json(
                      report.plan(),
                      report.snapshotRevision(),
                      report.revision(),
                      report.dbBytes(),
                      report.remarks())
                  .name("restored")
                  .value(true)
                  .end());
    }
  }

  private void table(RestorePlan plan) {
    Table table = Table.ofWords("member", "id", "peer urls", "data directory");
    for (Placement placement : plan.placements()) {
      table.row(
          placement.member().name(),
          placement.member().id().toString(),
          String.join(", ", placement.member().peerUrls().stream().map(Object::toString).toList()),
          placement.places().dataDir().toString());
    }
    table.print(Table.Border.BOX, out);
    out.println("cluster   " + plan.cluster().id() + ", token " + plan.cluster().token());
    out.println("bump      " + describe(plan.bump()));
  }

  private void remarks(List<Remark> remarks) {
    remarks.forEach(remark -> out.println("remark    " + remark.text()));
  }

  private static String revisions(long snapshot, long restored) {
    return "revision " + snapshot + (restored == snapshot ? "" : ", moved up to " + restored);
  }

  private static String describe(Bump bump) {
    return switch (bump) {
      case Bump.None() -> "none";
      case Bump.By(long by) -> "by " + Humanize.count(by, "revision");
      case Bump.To(long revision) -> "to revision " + revision;
    };
  }

  private static Json json(
      RestorePlan plan, long snapshotRevision, long revision, long dbBytes, List<Remark> remarks) {
    Json json = new Json().beginObject();
    json.name("cluster_id").value(plan.cluster().id().toString());
    json.name("token").value(plan.cluster().token());
    json.name("members").beginArray();
    for (Placement placement : plan.placements()) {
      json.beginObject().name("name").value(placement.member().name());
      json.name("id").value(placement.member().id().toString());
      json.name("dir").value(placement.places().dataDir().toString());
      json.name("wal_dir").value(placement.places().walDir().toString()).end();
    }
    json.end().name("snapshot_revision").value(snapshotRevision);
    json.name("revision").value(revision).name("db_size").value(dbBytes);
    json.name("remarks").beginArray();
    remarks.forEach(remark -> json.value(remark.text()));
    return json.end();
  }
}
