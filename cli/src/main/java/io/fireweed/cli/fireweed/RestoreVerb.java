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
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.schema.EtcdRelease;
import io.fireweed.recovery.Progress;
import io.fireweed.recovery.restore.Bump;
import io.fireweed.recovery.restore.MembersFile;
import io.fireweed.recovery.restore.Proof;
import io.fireweed.recovery.restore.Restore;
import io.fireweed.recovery.restore.RestoreOutcome;
import io.fireweed.recovery.restore.RestorePlan;
import io.fireweed.recovery.restore.RestoreReport;
import io.fireweed.recovery.salvage.RevisionCeiling;
import io.fireweed.recovery.salvage.Survivor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `fireweed restore POINT --members M --output-dir DIR`.
final class RestoreVerb implements Action {
  private static final String DETAILS =
      """
      Builds every member of a new cluster from one snapshot in one go. MEMBERS is a YAML file or
      pairs as in m1=http://10.0.0.1:2380,m2=http://10.0.0.2:2380. Each member's directory is built
      under a hidden name and renamed when everything is proven and on disk; a directory that is in
      use or not empty is refused.

      --bump keeps revisions from running backwards for clients: N adds N revisions; auto takes the
      highest revision that the --evidence directories prove (data directories or db files of the
      lost cluster) and goes beyond it; none leaves the revision where the snapshot has it.

      --plan prints what would be done and what the new cluster may stumble over, and writes nothing.

      members.yaml:
        token: etcd-cluster
        members:
          - name: m1
            peerURLs: [http://10.0.0.1:2380]
            dir: /var/lib/etcd

      Exit codes: 0 restored; 2 wrong usage; 3 the snapshot is damaged; 4 a target is taken, or
      --bump auto lacks evidence; 5 not found.
      """;

  private final LocalDisk disk = new LocalDisk();

  static Command command() {
    return new Command(
        "restore",
        "POINT --members MEMBERS --output-dir DIR",
        "Builds all members of a new cluster from a snapshot",
        DETAILS,
        List.of(
            Flag.string("members", "", "members.yaml, or `name=url,...`").required(),
            Flag.string("output-dir", ".", "where members without a dir of their own go"),
            Flag.string("token", "", "cluster token (default that of the file, or etcd-cluster)"),
            Flag.string("bump", "none", "how far revisions move up: `auto|N|none`"),
            Flag.strings("evidence", "", "what --bump auto looks at, besides POINT"),
            Flag.string("format", "", "make db and log fit etcd `3.4|3.5|3.6|3.7`"),
            Flag.onOff("skip-hash-check", "accept a file without a digest, such as a copied db"),
            Flag.onOff("plan", "say what would be done, write nothing")),
        new Command.Body.Leaf(ArgumentCount.exactly(1), new RestoreVerb()));
  }

  @Override
  public ExitCode run(Invocation call) throws IOException {
    WriteOut format = WriteOut.of(call);
    RestorePlan plan = plan(call);
    RestorePrinter printer = new RestorePrinter(call.terminal().out(), format);
    if (call.isOn("plan")) {
      printer.print(new Restore(disk, Progress.NONE).preview(plan));
      return ExitCode.DONE;
    }
    RestoreOutcome outcome;
    try (ProgressLine progress = new ProgressLine(call.terminal(), System::nanoTime)) {
      outcome = new Restore(disk, progress).execute(plan);
    }
    printer.print(requireRestored(plan, outcome));
    return ExitCode.DONE;
  }

  private static RestoreReport requireRestored(RestorePlan plan, RestoreOutcome outcome) {
    return switch (outcome) {
      case RestoreOutcome.Restored(RestoreReport report) -> report;
      case RestoreOutcome.DigestMissing() ->
          throw new CorruptException(
              plan.source() + ": expected a SHA-256 at the end, found none",
              "if this is a copy of a member's db, add --skip-hash-check");
      case RestoreOutcome.DigestMismatch(var stored, var computed, long offset) ->
          throw new CorruptException(
              plan.source()
                  + ": offset "
                  + offset
                  + ": SHA-256 expected "
                  + stored.toHex()
                  + ", found "
                  + computed.toHex(),
              "the file changed after it was saved; use another copy");
    };
  }

  private RestorePlan plan(Invocation call) throws IOException {
    Path source = Point.fileOf(disk, call.pathArgument(0));
    boolean isDirectory = !source.equals(call.pathArgument(0));
    if (isDirectory) {
      MemberDir place = MemberDir.of(call.pathArgument(0));
      Survivor.look(disk, 0, place).requireNothingBehindTheDb();
    }
    boolean plain = call.isOn("skip-hash-check") || isDirectory;
    RestorePlan plan =
        placed(call, source, plain ? Proof.STRUCTURE : Proof.DIGEST).withBump(bump(call));
    if (call.text("format").isEmpty()) {
      return plan;
    }
    return plan.fitting(
        EtcdRelease.find(call.text("format"))
            .orElseThrow(() -> usage("--format", "3.4, 3.5, 3.6 or 3.7", call.text("format"))));
  }

  /// What the members are called and where they listen was typed: a mistake there is wrong usage.
  private RestorePlan placed(Invocation call, Path source, Proof proof) throws IOException {
    Path outputDir = call.pathFlag("output-dir");
    switch (disk.kind(outputDir)) {
      case ABSENT, DIRECTORY -> {}
      case REGULAR, SPECIAL ->
          throw new RefusedException(
              "--output-dir expected a directory, or a name not in use, found the file "
                  + outputDir,
              "name another directory; nothing is ever replaced");
    }
    try {
      return RestorePlan.ofAll(source, members(call), outputDir, proof);
    } catch (RefusedException contradiction) {
      throw new CommandFailure(ExitCode.USAGE, String.valueOf(contradiction.getMessage()));
    }
  }

  private static MembersFile members(Invocation call) throws IOException {
    String text = call.text("members");
    String token = call.text("token").isEmpty() ? MembersFile.DEFAULT_TOKEN : call.text("token");
    if (text.contains("=")) {
      return MembersFile.ofPairs(text, token);
    }
    if (text.isEmpty() || !Files.isRegularFile(call.pathFlag("members"))) {
      throw usage("--members", "a YAML file or name=url pairs", "'" + text + "'");
    }
    MembersFile file = MembersFile.ofYaml(Files.readString(call.pathFlag("members")), text);
    return call.text("token").isEmpty() ? file : new MembersFile(token, file.members());
  }

  private Bump bump(Invocation call) throws IOException {
    String word = call.text("bump");
    return switch (word) {
      case "none" -> new Bump.None();
      case "auto" -> {
        List<Path> evidence = new ArrayList<>();
        call.list("evidence").forEach(text -> evidence.add(Path.of(text)));
        evidence.add(Point.fileOf(disk, call.pathArgument(0)));
        RevisionCeiling ceiling = RevisionCeiling.of(disk, evidence);
        if (!call.isGiven("evidence")) {
          throw new RefusedException(
              "--bump auto expected evidence of the lost cluster, found only the snapshot itself",
              "give its data directories with --evidence, or a number to --bump that is surely"
                  + " larger than the writes since the snapshot");
        }
        call.terminal()
            .err()
            .println("bump: to revision " + ceiling.revision() + ", because " + ceiling.reason());
        yield new Bump.To(ceiling.revision());
      }
      default -> {
        try {
          yield new Bump.By(Long.parseLong(word));
        } catch (IllegalArgumentException notCount) {
          throw usage("--bump", "auto, none or a number from 1", word);
        }
      }
    };
  }

  private static CommandFailure usage(String flag, String expected, String found) {
    return new CommandFailure(ExitCode.USAGE, flag + " expected " + expected + ", found " + found);
  }
}
