package io.fireweed.cli.fireweed;

import io.fireweed.cli.command.Action;
import io.fireweed.cli.command.ArgumentCount;
import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.CommandFailure;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Flag;
import io.fireweed.cli.command.Invocation;
import io.fireweed.cli.command.ProgressLine;
import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.FileKind;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.fault.NotFoundException;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.recovery.salvage.Inquest;
import io.fireweed.recovery.salvage.Salvage;
import io.fireweed.recovery.salvage.SalvagePlan;
import io.fireweed.recovery.salvage.SalvageReport;
import io.fireweed.recovery.salvage.UncommittedTail;
import io.fireweed.storage.auth.BcryptHasher;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// `fireweed salvage DIR... --output FILE`.
final class SalvageVerb implements Action {
  private static final int MAX_DIRECTORIES = 64;

  private static final String DETAILS =
      """
      Takes the data directories of one cluster's members, in whatever state, decides which writes
      are proven, and writes them as one snapshot, from which a cluster can be restored. Give every
      directory there is: with a majority of whole logs no acknowledged write is missed.

      What cannot be proven is told: entries that no usable log holds, and, below a majority, what
      the absent members may have acknowledged. If intact entries are in doubt nothing is written
      until --uncommitted says whether to keep or to drop them.

      --from joins an older snapshot with a surviving log when the db is lost; the log must reach
      down to the snapshot's last entry.

      Exit codes: 0 nothing acknowledged can be missing; 3 a snapshot was written but something is
      lost or unproven, or nothing could be rebuilt; 4 a member runs on a directory, or
      --uncommitted must decide; 5 not a data directory.

      Example: fireweed salvage m1.etcd m2.etcd --output salvaged.db
      """;

  private final LocalDisk disk = new LocalDisk();

  static Command command() {
    return new Command(
        "salvage",
        "DIR... --output FILE",
        "Rebuilds the best provable state from dead members",
        DETAILS,
        List.of(
            Flag.string("output", "", "the snapshot to write; must not exist")
                .orShort("o")
                .required(),
            Flag.string("from", "", "an older `snapshot` to start from"),
            Flag.string(
                "uncommitted",
                "ask",
                "what to do with intact entries that nothing proves: `ask|keep|drop`"),
            Flag.strings("wal-dir", "", "WAL directories that are elsewhere, one per DIR in order"),
            Flag.onOff("plan", "decide and print, but write nothing")),
        new Command.Body.Leaf(new ArgumentCount.Between(1, MAX_DIRECTORIES), new SalvageVerb()));
  }

  @Override
  public ExitCode run(Invocation call) throws IOException {
    WriteOut format = WriteOut.of(call);
    UncommittedTail tail = tail(call.text("uncommitted"));
    Optional<Path> from =
        call.isGiven("from") ? Optional.of(call.pathFlag("from")) : Optional.empty();
    SalvagePrinter printer = new SalvagePrinter(call.terminal().out(), format);
    Inquest inquest;
    try (ProgressLine progress = new ProgressLine(call.terminal(), System::nanoTime)) {
      inquest = salvage(progress).inquest(places(call), from);
    }
    SalvagePlan plan = decide(inquest, tail, new SalvagePrinter(call.terminal().err(), format));
    if (call.isOn("plan")) {
      printer.print(inquest, plan);
      return plan.losses().isEmpty() ? ExitCode.DONE : ExitCode.DAMAGED;
    }
    requireNew(call.pathFlag("output"));
    SalvageReport report;
    try (ProgressLine progress = new ProgressLine(call.terminal(), System::nanoTime)) {
      report = salvage(progress).carryOut(inquest, plan, call.pathFlag("output"));
    }
    printer.print(report);
    return report.isProven() ? ExitCode.DONE : ExitCode.DAMAGED;
  }

  private void requireNew(Path output) throws IOException {
    if (disk.exists(output)) {
      throw new RefusedException(
          output + ": expected a new file, found that it exists",
          "give another name to --output; nothing is ever replaced");
    }
    Path directory = output.toAbsolutePath().getParent();
    if (directory != null && disk.kind(directory) != FileKind.DIRECTORY) {
      throw new NotFoundException(
          directory + ": expected a directory for --output, found none", "mkdir -p " + directory);
    }
  }

  /// Before the operator is asked to decide, the evidence is shown.
  private static SalvagePlan decide(Inquest inquest, UncommittedTail tail, SalvagePrinter evidence)
      throws IOException {
    try {
      return SalvagePlan.decide(inquest.evidence(), tail);
    } catch (RefusedException asked) {
      evidence.print(inquest);
      throw asked;
    }
  }

  private Salvage salvage(ProgressLine progress) {
    return new Salvage(
        disk, new BcryptHasher(new SecureRandom(), BcryptHasher.DEFAULT_COST), progress);
  }

  private static UncommittedTail tail(String word) {
    return switch (word) {
      case "ask" -> UncommittedTail.ASK;
      case "keep" -> UncommittedTail.KEEP;
      case "drop" -> UncommittedTail.DROP;
      default ->
          throw new CommandFailure(
              ExitCode.USAGE, "--uncommitted expected ask, keep or drop, found " + word);
    };
  }

  private static List<MemberDir> places(Invocation call) {
    List<String> logs = call.list("wal-dir");
    int count = call.arguments().size();
    if (!logs.isEmpty() && logs.size() != count) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--wal-dir expected one directory for each DIR, found " + logs.size() + " for " + count);
    }
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                logs.isEmpty()
                    ? MemberDir.of(call.pathArgument(i))
                    : MemberDir.of(call.pathArgument(i), Path.of(logs.get(i))))
        .toList();
  }
}
