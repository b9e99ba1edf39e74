package io.fireweed.cli.fireweed;

import io.fireweed.cli.print.Humanize;
import io.fireweed.cli.print.Json;
import io.fireweed.cli.print.Table;
import io.fireweed.recovery.drill.Difference;
import io.fireweed.recovery.drill.DrillReport;
import io.fireweed.recovery.drill.DrillStep;
import io.fireweed.recovery.drill.SourceFacts;
import io.fireweed.recovery.drill.StepResult;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Prints what a drill has shown.
///
/// JSON, stable: `verdict` (`proven`, `proven_on_one_member`, `proven_on_files`, `different`,
/// `unhealthy`, `damaged`),
/// `source {origin, revision, compact_revision, hashkv, hash, keys, rows, leases, alarms, users,
/// bytes, sha256_proven, auth_enabled}` (only `origin` if damaged), `etcd {path, version}` if one
/// was used, `adjusted[]`, `steps[] {step, member, result, detail, seconds, count, lines[]}` with
/// `result` one of `passed`, `narrowed`, `different`, `skipped`, `damaged`, `unhealthy`, `kept` if
/// so asked,
/// and `seconds`.
final class DrillPrinter {
  private static final double NANOS_PER_SECOND = 1e9;

  private final PrintStream out;
  private final WriteOut format;

  DrillPrinter(PrintStream out, WriteOut format) {
    this.out = out;
    this.format = format;
  }

  void print(DrillReport report) {
    switch (format) {
      case TABLE -> table(report);
      case JSON -> json(report);
    }
  }

  private void table(DrillReport report) {
    out.println("source    " + report.origin());
    report.facts().ifPresent(facts -> out.println("holds     " + holds(facts)));
    report
        .etcd()
        .ifPresent(etcd -> out.println("etcd      " + etcd.version() + ", " + etcd.path()));
    report
        .adjusted()
        .forEach(change -> out.println("adjusted  so that this etcd can open it: " + change));
    Table table = Table.ofWords("step", "member", "result", "seconds");
    for (DrillStep step : report.steps()) {
      table.row(
          step.kind().words(),
          step.member(),
          word(step.result()) + detail(step.result()),
          step.result() instanceof StepResult.Skipped ? "" : seconds(step.took()));
    }
    table.print(Table.Border.BOX, out);
    for (DrillStep step : report.steps()) {
      List<String> lines = lines(step.result());
      String about = step.member().isEmpty() ? "" : step.member() + ": ";
      lines.forEach(line -> out.println("found     " + about + line));
      if (step.result() instanceof StepResult.Different(var shown, long count)
          && count > shown.size()) {
        out.println("found     " + about + "and " + (count - shown.size()) + " more");
      }
    }
    report.kept().ifPresent(path -> out.println("kept      " + path));
    out.println("verdict   " + verdict(report));
  }

  private static String holds(SourceFacts facts) {
    long compact = facts.hashKv().compactRevision();
    return "revision %d (%s), keys %d, leases %d, alarms %d, users %d, %s"
        .formatted(
            facts.revision(),
            compact < 0 ? "never compacted" : "compacted at " + compact,
            facts.status().liveKeyCount(),
            facts.leaseCount(),
            facts.alarmCount(),
            facts.userCount(),
            Humanize.bytes(facts.status().sizeBytes()));
  }

  private static String verdict(DrillReport report) {
    String time = " (" + seconds(report.took()) + " s)";
    return switch (report.verdict()) {
      case PROVEN ->
          "PROVEN: this snapshot brings back a cluster. A real etcd served every key of it, equal"
              + time;
      case PROVEN_ON_ONE_MEMBER ->
          "PROVEN ON ONE MEMBER: three members were built, and every row is equal. Our own etcd"
              + " served every key of one more, built alone. The three were not started together;"
              + " that takes the etcd of etcd's project: --etcd PROGRAM"
              + time;
      case PROVEN_ON_FILES ->
          "PROVEN ON FILES: three members were built, and every row is equal; "
              + skipped(report)
              + time;
      case DIFFERENT -> "NOT PROVEN: something did not come back as it was; see above" + time;
      case UNHEALTHY -> "NOT PROVEN: the members did not become a healthy cluster" + time;
      case DAMAGED ->
          "DAMAGED: do not rely on this file; look at it with: fireweed verify " + report.origin();
    };
  }

  private static String skipped(DrillReport report) {
    return report.etcd().isPresent()
        ? "etcd started on them, but could not be asked for everything"
        : "no etcd was started on them";
  }

  private void json(DrillReport report) {
    Json json = new Json().beginObject();
    json.name("verdict").value(report.verdict().name().toLowerCase(Locale.ROOT));
    json.name("source").beginObject().name("origin").value(report.origin());
    report.facts().ifPresent(facts -> facts(json, facts));
    json.end();
    report
        .etcd()
        .ifPresent(
            etcd -> {
              json.name("etcd").beginObject().name("path").value(etcd.path().toString());
              json.name("version").value(etcd.version().toString()).end();
            });
    json.name("adjusted").beginArray();
    report.adjusted().forEach(json::value);
    json.end();
    json.name("steps").beginArray();
    report.steps().forEach(step -> step(json, step));
    json.end();
    report.kept().ifPresent(path -> json.name("kept").value(path.toString()));
    json.name("seconds").value(report.took().toNanos() / NANOS_PER_SECOND);
    out.println(json.end());
  }

  private static void facts(Json json, SourceFacts facts) {
    json.name("revision").value(facts.revision());
    json.name("compact_revision").value(facts.hashKv().compactRevision());
    json.name("hashkv").value(facts.hashKv().unsignedHash());
    json.name("hash").value(facts.status().unsignedHash());
    json.name("keys").value(facts.status().liveKeyCount());
    json.name("rows").value(facts.status().rowCount());
    json.name("leases").value(facts.leaseCount());
    json.name("alarms").value(facts.alarmCount());
    json.name("users").value(facts.userCount());
    json.name("bytes").value(facts.status().sizeBytes());
    json.name("sha256_proven").value(facts.digestProven());
    json.name("auth_enabled").value(facts.auth() == SourceFacts.Auth.ENABLED);
  }

  private static void step(Json json, DrillStep step) {
    json.beginObject().name("step").value(step.kind().name().toLowerCase(Locale.ROOT));
    json.name("member").value(step.member());
    json.name("result").value(name(step.result()));
    json.name("detail").value(detail(step.result()));
    json.name("seconds").value(step.took().toNanos() / NANOS_PER_SECOND);
    json.name("count");
    json.value(step.result() instanceof StepResult.Different(_, long count) ? count : 0L);
    json.name("lines").beginArray();
    lines(step.result()).forEach(json::value);
    json.end().end();
  }

  private static String name(StepResult result) {
    return switch (result) {
      case StepResult.Passed _ -> "passed";
      case StepResult.Narrowed _ -> "narrowed";
      case StepResult.Different _ -> "different";
      case StepResult.Skipped _ -> "skipped";
      case StepResult.Damaged _ -> "damaged";
      case StepResult.Unhealthy _ -> "unhealthy";
    };
  }

  /// The word before the detail, where the detail does not say it itself.
  private static String word(StepResult result) {
    return switch (result) {
      case StepResult.Passed _, StepResult.Narrowed _, StepResult.Damaged _ -> "";
      case StepResult.Different _ -> "DIFFERENT: ";
      case StepResult.Skipped _ -> "skipped: ";
      case StepResult.Unhealthy _ -> "FAILED: ";
    };
  }

  private static String detail(StepResult result) {
    return switch (result) {
      case StepResult.Passed(String detail) -> detail;
      case StepResult.Narrowed(String detail) -> detail;
      case StepResult.Different(_, long count) -> count + " found";
      case StepResult.Skipped(String reason) -> reason;
      case StepResult.Damaged(String reason, _) -> reason;
      case StepResult.Unhealthy(String reason, _) -> reason;
    };
  }

  private static List<String> lines(StepResult result) {
    return switch (result) {
      case StepResult.Passed _, StepResult.Narrowed _, StepResult.Skipped _ -> List.of();
      case StepResult.Different(List<Difference> differences, _) ->
          differences.stream().map(Difference::message).toList();
      case StepResult.Damaged(_, List<String> findings) -> findings;
      case StepResult.Unhealthy(_, List<String> log) -> log;
    };
  }

  private static String seconds(Duration took) {
    return String.format(Locale.ROOT, "%.2f", took.toNanos() / NANOS_PER_SECOND);
  }
}
