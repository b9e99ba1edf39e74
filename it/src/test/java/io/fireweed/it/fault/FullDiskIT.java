package io.fireweed.it.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.Fixtures;
import io.fireweed.fixtures.ProgramRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The disk is full before the work is done; then it grows.
class FullDiskIT {
  private static final String THREE =
      "a=http://10.0.0.1:2380,b=http://10.0.0.2:2380,c=http://10.0.0.3:2380";

  private static final long ROOM_BYTES = 1 << 20;

  @TempDir Path temporary;

  /// The db has 73 MB, so the sizes end the disk in the first, second and third member.
  @ParameterizedTest
  @ValueSource(strings = {"4m", "72m", "100m", "190m"})
  void threeMembersAreRestoredAfterTheDiskGrew(String size) throws IOException {
    Path backup = Fixtures.copyFile("v34-segments/member/snap/db", temporary.resolve("backup.db"));
    List<String> fresh = restore(backup, temporary.resolve("fresh"));
    Program.FIREWEED.runHere(fresh).requireSuccess();
    Path small = temporary.resolve("small");
    try (SmallDisk disk = SmallDisk.assume(small, size)) {
      List<String> words = restore(backup, small.resolve("three"));
      requireFull(Program.FIREWEED.runHere(words), small);
      disk.grow("500m");
      Program.FIREWEED.runHere(words).requireSuccess();
      requireSame(small.resolve("three"), temporary.resolve("fresh"));
    }
  }

  @Test
  void aSalvageIsWrittenAfterTheDiskGrew() throws IOException {
    Path dead = Fixtures.copyTree("v34-segments", temporary.resolve("dead"));
    Path fresh = temporary.resolve("fresh.db");
    int done = Program.FIREWEED.runHere(salvage(dead, fresh)).exitCode();
    Path small = temporary.resolve("small");
    try (SmallDisk disk = SmallDisk.assume(small, "8m")) {
      List<String> words = salvage(dead, small.resolve("salvaged.db"));
      requireFull(Program.FIREWEED.runHere(words), small);
      disk.grow("200m");
      assertThat(Program.FIREWEED.runHere(words).exitCode()).isEqualTo(done);
      assertThat(Files.mismatch(small.resolve("salvaged.db"), fresh)).isEqualTo(-1);
    }
    requireSame(dead, Fixtures.copyTree("v34-segments", temporary.resolve("original")));
  }

  @Test
  void aDefragLeavesTheDbAsItWasUntilTheDiskGrew() throws IOException {
    Path small = temporary.resolve("small");
    try (SmallDisk disk = SmallDisk.assume(small, "100m")) {
      Path db =
          Fixtures.copyFile("v34-segments/member/snap/db", small.resolve("m1/member/snap/db"));
      long free = Files.getFileStore(small).getUsableSpace();
      Files.write(small.resolve("filler"), new byte[(int) (free - ROOM_BYTES)]);
      List<String> words = List.of("defrag", "--data-dir", small.resolve("m1").toString());
      ProgramRun full = Program.ETCDUTL.runHere(words);
      assertThat(full.exitCode()).as("%s", full).isEqualTo(1);
      Program.requireCivil(full);
      Path original = Fixtures.copyFile("v34-segments/member/snap/db", temporary.resolve("db"));
      assertThat(Files.mismatch(db, original)).isEqualTo(-1);
      assertThat(tree(small.resolve("m1"))).hasSize(3);
      disk.grow("200m");
      Program.ETCDUTL.runHere(words).requireSuccess();
      assertThat(status(db)).isEqualTo(status(original));
    }
  }

  private static void requireFull(ProgramRun run, Path small) throws IOException {
    assertThat(run.exitCode()).as("%s", run).isEqualTo(1);
    Program.requireCivil(run);
    assertThat(run.err())
        .contains("Error: " + small.toString())
        .contains(": No space left on device");
    assertThat(tree(small)).as("%s", run).isSubsetOf(List.of(small.resolve("three")));
  }

  private static void requireSame(Path one, Path other) throws IOException {
    List<Path> paths = tree(one);
    assertThat(paths.stream().map(one::relativize))
        .containsExactlyElementsOf(tree(other).stream().map(other::relativize).toList());
    for (Path path : paths) {
      if (Files.isRegularFile(path)) {
        long differsAt = Files.mismatch(path, other.resolve(one.relativize(path)));
        assertThat(differsAt).as("%s", path).isEqualTo(-1);
      }
    }
  }

  /// {@return hash, revision and keys}
  private static String status(Path db) {
    ProgramRun run = Program.ETCDUTL.runHere(List.of("snapshot", "status", db.toString()));
    return run.requireSuccess().out().replaceAll(", [^,]*B.*", "");
  }

  private static List<String> restore(Path backup, Path to) {
    return List.of(
        "restore",
        backup.toString(),
        "--skip-hash-check",
        "--members",
        THREE,
        "--output-dir",
        to.toString());
  }

  private static List<String> salvage(Path dead, Path output) {
    return List.of("salvage", dead.toString(), "--output", output.toString());
  }

  private static List<Path> tree(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return new ArrayList<>(all.filter(path -> !path.equals(root)).sorted().toList());
    }
  }
}
