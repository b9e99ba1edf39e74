package io.fireweed.cli.fireweed;

import io.fireweed.cli.print.Humanize;
import io.fireweed.cli.print.Json;
import io.fireweed.cli.print.Table;
import io.fireweed.format.bbolt.Checker;
import io.fireweed.format.raftlog.EntryRange;
import io.fireweed.format.wal.WalFinding;
import io.fireweed.recovery.salvage.BaseCandidate.Source;
import io.fireweed.recovery.salvage.DbEvidence;
import io.fireweed.recovery.salvage.Electorate;
import io.fireweed.recovery.salvage.Inquest;
import io.fireweed.recovery.salvage.LogEvidence;
import io.fireweed.recovery.salvage.Loss;
import io.fireweed.recovery.salvage.SalvagePlan;
import io.fireweed.recovery.salvage.SalvageReport;
import io.fireweed.recovery.salvage.SalvageReport.Replayed;
import io.fireweed.recovery.salvage.Survivor;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/// Prints what salvage found, decided and wrote.
///
/// JSON, stable: `survivors[] {dir, member, db, db_index, db_revision, log_first, log_last,
/// log_term, findings[]}`, `base {source, index}`, `limit`, `certain`, `reason`, `losses[]`, and
/// after writing `output`, `revision`, `keys`, `hash`, `sha256`,
/// `replayed[] {dir, first_index, last_index, revisions}`, `proven`.
final class SalvagePrinter {
  private static final int MAX_FINDINGS = 20;

  private final PrintStream out;
  private final WriteOut format;

  SalvagePrinter(PrintStream out, WriteOut format) {
    this.out = out;
    this.format = format;
  }

  void print(Inquest inquest, SalvagePlan plan) {
    switch (format) {
      case TABLE -> {
        tables(inquest.survivors(), plan);
        losses(plan);
      }
      case JSON -> {
        Json json = new Json().beginObject();
        describe(json, inquest.survivors(), plan);
        out.println(json.end());
      }
    }
  }

  /// Prints what was found, before anything is decided.
  void print(Inquest inquest) {
    if (format == WriteOut.TABLE) {
      survivors(inquest.survivors());
    }
  }

  void print(SalvageReport report) {
    switch (format) {
      case TABLE -> {
        tables(report.survivors(), report.plan());
        for (Replayed step : report.replayed()) {
          out.println(
              "replayed  "
                  + new EntryRange(step.firstIndex(), step.lastIndex())
                  + " from "
                  + name(report.survivors(), step.member())
                  + ": "
                  + Humanize.count(step.revisions(), "revision"));
        }
        out.println(
            "wrote     "
                + report.output()
                + ": revision "
                + report.revision()
                + ", "
                + Humanize.count(report.status().userKeyCount(), "key")
                + ", "
                + Humanize.bytes(report.status().sizeBytes())
                + ", hash "
                + Integer.toHexString(report.status().hash()));
        losses(report.plan());
      }
      case JSON -> {
        Json json = new Json().beginObject();
        describe(json, report.survivors(), report.plan());
        result(json, report);
        out.println(json.end());
      }
    }
  }

  private void tables(List<Survivor> survivors, SalvagePlan plan) {
    survivors(survivors);
    out.println("base      " + base(survivors, plan) + ", entry " + plan.base().index());
    out.println(
        "limit     entry "
            + plan.limit()
            + " (certain up to "
            + plan.certain()
            + "): "
            + why(plan));
  }

  private void survivors(List<Survivor> survivors) {
    Table table =
        Table.ofWords("directory", "member", "db", "db index", "revision", "log", "log state");
    for (Survivor survivor : survivors) {
      DbEvidence db = survivor.dbs().getFirst();
      table.row(
          survivor.place().dataDir().toString(),
          member(survivor),
          word(db),
          db instanceof DbEvidence.Whole whole ? "" + whole.index() : "",
          db instanceof DbEvidence.Whole whole ? "" + whole.revision() : "",
          entries(survivor.log()),
          state(survivor.log()));
    }
    table.print(Table.Border.BOX, out);
    for (Survivor survivor : survivors) {
      findings(survivor).stream().limit(MAX_FINDINGS).forEach(f -> out.println("found     " + f));
    }
  }

  private void losses(SalvagePlan plan) {
    if (plan.losses().isEmpty()) {
      out.println("proven    no acknowledged write is missing");
    }
    for (Loss loss : plan.losses()) {
      out.println("loss      " + loss.message());
    }
  }

  private static String why(SalvagePlan plan) {
    return switch (plan.electorate()) {
      case Electorate.SingleVoter _ -> "the only voter's log, all intact entries";
      case Electorate.Majority(List<Long> present, List<Long> absent) ->
          "the best log of "
              + present.size()
              + " of "
              + (present.size() + absent.size())
              + " voters";
      case Electorate.Minority(List<Long> present, List<Long> absent) ->
          "only "
              + Humanize.count(present.size(), "whole log")
              + " of "
              + (present.size() + absent.size())
              + " voters";
      case Electorate.Unknown _ -> "nothing names the voters";
    };
  }

  private static String base(List<Survivor> survivors, SalvagePlan plan) {
    return switch (plan.base().source()) {
      case Source.MemberDb(int member, DbEvidence.Whole db) ->
          "db of " + name(survivors, member) + ", revision " + db.revision();
      case Source.Snapshot(DbEvidence.Whole db, _) -> db.path() + ", revision " + db.revision();
      case Source.EmptyStore() -> "an empty store, since the log is whole from its first entry";
    };
  }

  private void describe(Json json, List<Survivor> survivors, SalvagePlan plan) {
    json.name("survivors").beginArray();
    for (Survivor survivor : survivors) {
      survivor(json, survivor);
    }
    json.end();
    json.name("base").beginObject();
    json.name("source").value(base(survivors, plan)).name("index").value(plan.base().index());
    json.end();
    json.name("limit").value(plan.limit()).name("certain").value(plan.certain());
    json.name("reason").value(why(plan));
    json.name("losses").beginArray();
    plan.losses().forEach(loss -> json.value(loss.message()));
    json.end();
    json.name("proven").value(plan.losses().isEmpty());
  }

  private static void survivor(Json json, Survivor survivor) {
    json.beginObject().name("dir").value(survivor.place().dataDir().toString());
    json.name("member").value(member(survivor));
    DbEvidence db = survivor.dbs().getFirst();
    json.name("db").value(word(db));
    if (db instanceof DbEvidence.Whole whole) {
      json.name("db_index").value(whole.index()).name("db_revision").value(whole.revision());
    }
    if (survivor.log() instanceof LogEvidence.Present(var survey, _, _)) {
      json.name("log_first").value(survey.log().firstIndex());
      json.name("log_last").value(survey.log().lastIndex());
      json.name("log_term").value(survey.log().lastTerm().orElse(0));
    }
    json.name("log_state").value(state(survivor.log()));
    json.name("findings").beginArray();
    findings(survivor).forEach(json::value);
    json.end().end();
  }

  private static void result(Json json, SalvageReport report) {
    json.name("output").value(report.output().toString());
    json.name("base_revision").value(report.baseRevision());
    json.name("revision").value(report.revision());
    json.name("keys").value(report.status().userKeyCount());
    json.name("hash").value(report.status().unsignedHash());
    json.name("sha256").value(report.digest().toHex());
    json.name("replayed").beginArray();
    for (Replayed step : report.replayed()) {
      json.beginObject();
      json.name("dir").value(name(report.survivors(), step.member()));
      json.name("first_index").value(step.firstIndex()).name("last_index").value(step.lastIndex());
      json.name("revisions").value(step.revisions()).end();
    }
    json.end();
  }

  private static String name(List<Survivor> survivors, int member) {
    return survivors.get(member).place().dataDir().toString();
  }

  private static String member(Survivor survivor) {
    return survivor.memberId().map(Long::toHexString).orElse("unknown");
  }

  private static String word(DbEvidence db) {
    return switch (db) {
      case DbEvidence.Absent _ -> "absent";
      case DbEvidence.Damaged _ -> "damaged";
      case DbEvidence.Blank _ -> "empty";
      case DbEvidence.Whole whole -> whole.damage().isEmpty() ? "whole" : "whole, one commit back";
    };
  }

  private static String entries(LogEvidence log) {
    return switch (log) {
      case LogEvidence.Absent _ -> "";
      case LogEvidence.Present(var survey, _, _) -> survey.log().toString();
    };
  }

  private static String state(LogEvidence log) {
    return switch (log) {
      case LogEvidence.Absent(_, String reason) -> reason;
      case LogEvidence.Present(var survey, _, _) ->
          survey.isWhole()
              ? "whole"
              : survey.findings().stream().anyMatch(f -> f instanceof WalFinding.TornTail)
                  ? "torn tail"
                  : "damaged";
    };
  }

  private static List<String> findings(Survivor survivor) {
    List<String> findings = new ArrayList<>();
    for (DbEvidence db : survivor.dbs()) {
      switch (db) {
        case DbEvidence.Damaged(_, _, List<String> damage) -> findings.addAll(damage);
        case DbEvidence.Whole whole -> findings.addAll(whole.damage());
        case DbEvidence.Absent _, DbEvidence.Blank _ -> {}
      }
    }
    if (survivor.log() instanceof LogEvidence.Present(var survey, _, _)) {
      survey.worstFirst().stream()
          .limit(Checker.MAX_FINDINGS)
          .map(WalFinding::message)
          .forEach(findings::add);
    }
    return findings;
  }
}
