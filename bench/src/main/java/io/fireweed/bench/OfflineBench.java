package io.fireweed.bench;

import io.fireweed.bench.Contest.Contestant;
import io.fireweed.bench.Contest.Preparation;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.testkit.SnapshotGenerator;
import io.fireweed.testkit.WalGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The offline tools, ours and Go's, over the same snapshot in the same run.
final class OfflineBench {
  /// Enough that the rate is not that of a JVM that is still warming up.
  private static final int SALVAGED_PUTS = 1_000_000;

  private static final Path ETCDCTL = Path.of("/usr/bin/etcdctl");
  private static final String ETCDCTL_NAME = "etcdctl 3.4";

  private final Disk disk = new LocalDisk();
  private final Path root;
  private final Path work;
  private final Path snapshot;
  private final SnapshotGenerator.Shape shape;
  private final Contest contest;

  OfflineBench(Path root, Path work, SnapshotGenerator.Shape shape, int rounds) {
    this.root = root;
    this.work = work;
    this.shape = shape;
    this.snapshot = work.resolve("snapshot-" + shape.name() + ".db");
    this.contest = new Contest(work, rounds);
  }

  /// Runs everything and prints Markdown.
  void run() throws IOException {
    Files.createDirectories(work);
    SnapshotGenerator.make(disk, snapshot, shape);
    IO.println(
        "Snapshot: %,d bytes, %,d revisions over %,d keys; medians of %d runs in turns."
            .formatted(Files.size(snapshot), shape.revisions(), shape.keys(), contest.rounds()));
    IO.println("");
    Contest.header().forEach(IO::println);
    print("version", beside(ours("etcdutl", "version"), "version"));
    String file = snapshot.toString();
    print(
        "snapshot status",
        beside(ours("etcdutl", "snapshot", "status", file), "snapshot", "status", file));
    print("hashkv", List.of(ours("etcdutl", "hashkv", file)));
    print("restore", restores());
    Series salvage = print("salvage of %,d puts".formatted(SALVAGED_PUTS), List.of(salvage()));
    IO.println("");
    IO.println(
        "Salvage: %,d revisions/s, from reading the logs to the proven and forced snapshot."
            .formatted(SALVAGED_PUTS * 1000L / salvage.median().toMillis()));
    IO.println(
        "Of it the replay alone: %,d revisions/s."
            .formatted(ReplayPhase.rate(dead(), work, contest.rounds())));
    if (!Files.isExecutable(ETCDCTL)) {
      IO.println("No " + ETCDCTL + " is installed, so nothing stands beside ours.");
    }
  }

  private List<Contestant> restores() {
    List<Contestant> contestants = new ArrayList<>();
    Path one = work.resolve("restored");
    List<String> flags = List.of("snapshot", "restore", snapshot.toString(), "--data-dir");
    contestants.add(restore("ours, three members", three(work.resolve("three")), "three"));
    contestants.add(
        restore(
            "ours, one member", command(ourProgram("etcdutl"), flags, one.toString()), "restored"));
    goUtl()
        .ifPresent(
            program ->
                contestants.add(
                    restore(
                        "etcdutl 3.5",
                        command(program.toString(), flags, one.toString()),
                        "restored")));
    if (Files.isExecutable(ETCDCTL)) {
      contestants.add(
          restore(ETCDCTL_NAME, command(ETCDCTL.toString(), flags, one.toString()), "restored"));
    }
    return contestants;
  }

  private List<String> three(Path output) {
    return List.of(
        ourProgram("fireweed"),
        "restore",
        snapshot.toString(),
        "--members",
        "m1=http://127.0.0.1:2380,m2=http://127.0.0.1:2480,m3=http://127.0.0.1:2580",
        "--output-dir",
        output.toString(),
        "--bump",
        "none");
  }

  private Path dead() {
    return work.resolve("dead-" + SALVAGED_PUTS);
  }

  private Contestant salvage() throws IOException {
    Path directory = dead();
    if (!Files.exists(directory)) {
      Files.createDirectories(directory.resolve("member"));
      WalGenerator.make(disk, directory.resolve("member").resolve("wal"), SALVAGED_PUTS);
    }
    Path output = work.resolve("salvaged.db");
    return new Contestant(
        "ours",
        List.of(
            ourProgram("fireweed"), "salvage", directory.toString(), "--output", output.toString()),
        () -> Files.deleteIfExists(output));
  }

  private Contestant restore(String name, List<String> command, String output) {
    Preparation clean = () -> disk.deleteTree(work.resolve(output));
    return new Contestant(name, command, clean);
  }

  private Contestant ours(String tool, String... arguments) {
    return new Contestant(
        "ours", command(ourProgram(tool), List.of(arguments)), Preparation.none());
  }

  /// {@return ours, and the installed etcdctl with those arguments if there is one}
  private static List<Contestant> beside(Contestant ours, String... arguments) {
    return Files.isExecutable(ETCDCTL)
        ? List.of(
            ours,
            new Contestant(
                ETCDCTL_NAME, command(ETCDCTL.toString(), List.of(arguments)), Preparation.none()))
        : List.of(ours);
  }

  private Optional<Path> goUtl() {
    Path program = root.resolve(".fireweed/etcd-3.5/usr/bin/etcdutl");
    return Files.isExecutable(program) ? Optional.of(program) : Optional.empty();
  }

  private String ourProgram(String name) {
    return root.resolve("bin").resolve(name).toString();
  }

  private static List<String> command(String program, List<String> arguments, String... more) {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(arguments);
    command.addAll(List.of(more));
    return command;
  }

  private Series print(String job, List<Contestant> contestants) throws IOException {
    Contest.Outcome outcome = contest.run(job, contestants);
    outcome.rows().forEach(IO::println);
    return outcome.first();
  }
}
