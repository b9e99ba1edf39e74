package io.fireweed.it.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.Fixtures;
import io.fireweed.fixtures.ProgramRun;
import io.fireweed.fixtures.SeededRandom;
import io.fireweed.it.fault.Traces.Disturbance;
import io.fireweed.it.fault.Traces.Point;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every system call by which a program changes the disk, failing or being its last.
class SystemCallIT {
  private static final int SAMPLED = 3;

  /// The input of a salvage: what cannot be read there is a finding, and no failure.
  private static final String DEAD = "dead";

  private static final String THREE =
      "a=http://10.0.0.1:2380,b=http://10.0.0.2:2380,c=http://10.0.0.3:2380";

  @TempDir Path temporary;
  private Path folder = Path.of("");

  @BeforeAll
  static void assumeTool() {
    Traces.assumeTool();
  }

  @BeforeEach
  void createFolder() throws IOException {
    folder = Files.createDirectory(temporary.toRealPath().resolve("work"));
  }

  @Test
  void aRestoreOfOneMember() {
    sweep(Program.ETCDUTL, restore("--data-dir", at("m1")), SystemCallIT::backup);
  }

  @Test
  void aRestoreIntoAnEmptyDirectoryWithTheWalBesideTheMember() {
    sweep(
        Program.ETCDUTL,
        restore("--data-dir", at("m1"), "--wal-dir", at("m1/log")),
        to -> {
          backup(to);
          create(to.resolve("m1"));
        });
  }

  @Test
  void aRestoreWithTheWalElsewhere() {
    sweep(
        Program.ETCDUTL,
        restore("--data-dir", at("m1"), "--wal-dir", at("log")),
        SystemCallIT::backup);
  }

  @Test
  void aRestoreOfThreeMembers() {
    List<String> words =
        List.of("restore", at("backup.db"), "--members", THREE, "--output-dir", at("three"));
    sweep(Program.FIREWEED, words, SystemCallIT::backup);
  }

  @Test
  void aSalvage() {
    List<String> words = List.of("salvage", at(DEAD), "--output", at("salvaged.db"));
    sweep(Program.FIREWEED, words, to -> Fixtures.copyTree("v34-dirty", to.resolve(DEAD)));
  }

  @Test
  void aDefrag() {
    sweep(
        Program.ETCDUTL,
        List.of("defrag", "--data-dir", at("m1")),
        to -> Fixtures.copyFile("v34-segments/member/snap/db", to.resolve("m1/member/snap/db")),
        Trial.Likeness.ROWS);
  }

  @Test
  void whatOnlyReadsWritesNothing() {
    backup(folder);
    Path log = temporary.resolve("log");
    for (List<String> words :
        List.of(
            List.of("snapshot", "status", at("backup.db")),
            List.of("hashkv", at("backup.db")),
            List.of("list-bucket", at("backup.db")))) {
      List<Point> calls = Traces.record(Program.ETCDUTL.command(words), folder, log);
      assertThat(calls).as("%s", words).extracting(Point::call).containsOnly("openat");
    }
  }

  private void sweep(Program program, List<String> words, Consumer<Path> fill) {
    sweep(program, words, fill, Trial.Likeness.BYTES);
  }

  private void sweep(
      Program program, List<String> words, Consumer<Path> fill, Trial.Likeness likeness) {
    Trial trial = new Trial(program, words, folder, fill, likeness);
    trial.reset();
    List<Point> points =
        Traces.record(trial.command(), folder, temporary.resolve("log")).stream()
            .filter(point -> !point.path().startsWith(folder.resolve(DEAD)))
            .toList();
    SeededRandom.check(
        1,
        random -> {
          for (Disturbance how : Disturbance.values()) {
            Map<Trial.Ending, Integer> endings = new EnumMap<>(Trial.Ending.class);
            for (Point point : drawn(points, random)) {
              trial.reset();
              ProgramRun run = Traces.disturbed(trial.command(), point, how);
              Trial.Ending ending = trial.judge(run, how + " at " + point, leftovers(point));
              endings.merge(ending, 1, Integer::sum);
            }
            System.out.println(
                "SystemCallIT: %s: %s at %d calls: %s"
                    .formatted(words.getFirst(), how, points.size(), endings));
          }
        });
  }

  /// `strace` counts by threads, so what fails at work may fail again when another thread tidies
  /// up.
  private static Trial.Leftovers leftovers(Point point) {
    return switch (point.call()) {
      case "openat", "unlink", "unlinkat", "rmdir" -> Trial.Leftovers.HIDDEN;
      default -> Trial.Leftovers.NONE;
    };
  }

  private static List<Point> drawn(List<Point> points, Random random) {
    if (Boolean.getBoolean("slow")) {
      return points;
    }
    List<Point> shuffled = new ArrayList<>(points);
    Collections.shuffle(shuffled, random);
    return shuffled.subList(0, Math.min(SAMPLED, shuffled.size()));
  }

  private List<String> restore(String... flags) {
    List<String> words = new ArrayList<>(List.of("snapshot", "restore", at("backup.db")));
    words.addAll(List.of(flags));
    return words;
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  private static void backup(Path to) {
    Fixtures.copyFile("v34-snapshot.db", to.resolve("backup.db"));
  }

  private static void create(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
