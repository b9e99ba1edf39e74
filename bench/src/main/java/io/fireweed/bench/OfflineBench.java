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
  private static final int SALVAGED_PUTS = 1_000_000;

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
    print("version", List.of(ours("etcdutl", "version"), goCtl("version")));
    print(
        "snapshot status",
        List.of(
            ours("etcdutl", "snapshot", "status", snapshot.toString()),
            goCtl("snapshot", "status", snapshot.toString())));
    print("hashkv", List.of(ours("etcdutl", "hashkv", snapshot.toString())));
    print("restore, 1 member", restores());
    print("salvage of %,d puts".formatted(SALVAGED_PUTS), List.of(salvage()));
  }

  private List<Contestant> restores() {
    List<Contestant> contestants = new ArrayList<>();
    Path one = work.resolve("restored");
    List<String> flags = List.of("snapshot", "restore", snapshot.toString(), "--data-dir");
    contestants.add(restore("three members, ours", three(work.resolve("three")), "three"));
    contestants.add(
        restore("ours", command(ourProgram("etcdutl"), flags, one.toString()), "restored"));
    goUtl()
        .ifPresent(
            program ->
                contestants.add(
                    restore(
                        "etcdutl 3.5",
                        command(program.toString(), flags, one.toString()),
                        "restored")));
    contestants.add(
        restore("etcdctl 3.4", command("/usr/bin/etcdctl", flags, one.toString()), "restored"));
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

  private Contestant salvage() throws IOException {
    Path directory = work.resolve("dead");
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

  private static Contestant goCtl(String... arguments) {
    return new Contestant(
        "etcdctl 3.4", command("/usr/bin/etcdctl", List.of(arguments)), Preparation.none());
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

  private void print(String job, List<Contestant> contestants) throws IOException {
    contest.run(job, contestants).forEach(IO::println);
  }
}
