package io.fireweed.cli.fireweed;

import io.fireweed.cli.command.Action;
import io.fireweed.cli.command.ArgumentCount;
import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.CommandFailure;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Flag;
import io.fireweed.cli.command.Invocation;
import io.fireweed.client.UserLogin;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.recovery.drill.Drill;
import io.fireweed.recovery.drill.DrillPlan;
import io.fireweed.recovery.drill.DrillReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// `fireweed drill [POINT]`.
final class DrillVerb implements Action {
  private static final String NO_ETCD = "none";

  /// The launchers tell by it where the programs are.
  private static final String PROGRAMS = "fireweed.programs";

  private static final String DETAILS =
      """
      Rehearses a recovery from beginning to end and proves the result: verifies a snapshot, builds
      three members from it, and compares every row, lease, user and log record of each with the
      snapshot. Where an etcd program is installed, a real cluster is started on the three members,
      every key is read back through its API, and after it has ended its files are compared again.
      Where none is, our own etcd does the same with one more member, built alone: it runs clusters
      of one, so the three are not started together then, and the verdict says so.

      Without POINT a built-in snapshot is used, which was saved from a real etcd. POINT is a
      snapshot file, a copied db, or the data directory of a member that is not running; it is only
      read. Everything happens in a new directory that is removed at the end, with members that
      listen on 127.0.0.1 only; nothing that runs on this machine is touched.

      With authentication in the snapshot, --user is needed to read back through the API. Rows that
      the installed etcd could not open are changed in the copies, and every change is told.

      Exit codes: 0 everything came back equal; 3 something did not, or the snapshot is damaged;
      4 POINT is in use, or its log holds more than its db (salvage it first); 5 POINT or the etcd
      of --etcd is not there; 6 the members did not become healthy.

      Example: fireweed drill backup.db --etcd /usr/local/bin/etcd
      """;

  static Command command() {
    return new Command(
        "drill",
        "[POINT]",
        "Rehearses a recovery and proves it, with a built-in snapshot or yours",
        DETAILS,
        List.of(
            Flag.string(
                "etcd",
                "",
                "the etcd `program` to start (default: from PATH, else our own), or none"),
            Flag.string("work-dir", "", "make the work directory in this one, not in TMPDIR"),
            Flag.onOff("keep", "leave the work directory in place, and say where it is"),
            Flag.string("user", "", "read back as `name:password`, if the snapshot asks for one"),
            Flag.duration("wait", "2m", "how long the members may take to become healthy")),
        new Command.Body.Leaf(new ArgumentCount.Between(0, 1), new DrillVerb()));
  }

  @Override
  public ExitCode run(Invocation call) throws IOException {
    WriteOut format = WriteOut.of(call);
    DrillPlan plan = plan(call);
    DrillReport report;
    try (DrillProgress progress = new DrillProgress(call.terminal())) {
      report = new Drill(new LocalDisk(), progress).run(plan);
    }
    new DrillPrinter(call.terminal().out(), format).print(report);
    return switch (report.verdict()) {
      case PROVEN, PROVEN_ON_ONE_MEMBER, PROVEN_ON_FILES -> ExitCode.DONE;
      case DIFFERENT, DAMAGED -> ExitCode.DAMAGED;
      case UNHEALTHY -> ExitCode.UNAVAILABLE;
    };
  }

  private static DrillPlan plan(Invocation call) {
    Optional<Path> source =
        call.arguments().isEmpty() ? Optional.empty() : Optional.of(call.pathArgument(0));
    Path parent =
        call.isGiven("work-dir")
            ? call.pathFlag("work-dir")
            : Path.of(
                call.terminal()
                    .environment()
                    .getOrDefault("TMPDIR", System.getProperty("java.io.tmpdir")));
    return new DrillPlan(
        source,
        parent,
        call.isOn("keep") ? DrillPlan.Remains.KEPT : DrillPlan.Remains.REMOVED,
        etcd(call),
        login(call),
        call.duration("wait"));
  }

  private static DrillPlan.EtcdChoice etcd(Invocation call) {
    if (call.text("etcd").equals(NO_ETCD)) {
      return new DrillPlan.EtcdChoice.None();
    }
    if (call.isGiven("etcd")) {
      return new DrillPlan.EtcdChoice.Given(call.pathFlag("etcd"));
    }
    Optional<Path> own =
        Optional.ofNullable(System.getProperty(PROGRAMS)).map(folder -> Path.of(folder, "etcd"));
    String path = call.terminal().environment().getOrDefault("PATH", "");
    return new DrillPlan.EtcdChoice.OnPath(path, own);
  }

  private static Optional<UserLogin> login(Invocation call) {
    String text = call.text("user");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    int colon = text.indexOf(':');
    if (colon <= 0) {
      throw new CommandFailure(ExitCode.USAGE, "--user expected NAME:PASSWORD, found no colon");
    }
    return Optional.of(new UserLogin(text.substring(0, colon), text.substring(colon + 1)));
  }
}
