package io.fireweed.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.ProgramRun;
import io.fireweed.it.hostile.Tool.Said;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What is no snapshot at all, given where a snapshot is expected.
@Timeout(120)
class SpecialFileTest {
  @TempDir(factory = MemoryFolder.class)
  Path folder;

  /// Every verb that takes a snapshot; the result of a restore would stand at `restored`.
  private List<Said> all(Path point) {
    Path restored = folder.resolve("restored");
    Path dead = folder.resolve("dead.etcd");
    List<Said> said = new ArrayList<>();
    try {
      Files.createDirectories(dead.resolve("member/wal"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    said.add(Tool.ETCDUTL.run("snapshot", "status", point));
    said.add(Tool.ETCDUTL.run("snapshot", "restore", point, "--data-dir", restored));
    said.add(
        Tool.ETCDUTL.run(
            "snapshot", "restore", point, "--data-dir", restored, "--skip-hash-check"));
    said.add(Tool.ETCDUTL.run("hashkv", point));
    said.add(Tool.ETCDUTL.run("list-bucket", point));
    said.add(Tool.ETCDUTL.run("iterate-bucket", point, "key"));
    said.add(Tool.FIREWEED.run("verify", point));
    said.add(
        Tool.FIREWEED.run(
            "restore", point, "--members", "a=http://10.0.0.1:2380", "--output-dir", restored));
    said.add(
        Tool.FIREWEED.run(
            "salvage", dead, "--from", point, "--output", folder.resolve("salvaged.db")));
    return said;
  }

  private void assertRefused(Path point) throws IOException {
    for (Said said : all(point)) {
      assertThat(said.isCivil().calledGood()).as(said.toString()).isFalse();
      assertThat(said.text()).as(said.call()).contains(point.getFileName().toString());
    }
    assertThat(folder.resolve("salvaged.db")).doesNotExist();
    Path restored = folder.resolve("restored");
    if (Files.isDirectory(restored)) {
      try (Stream<Path> left = Files.list(restored)) {
        assertThat(left).isEmpty();
      }
    }
  }

  @Test
  void shortFiles() throws IOException {
    for (int length = 0; length <= 33; length++) {
      Path file = Files.write(folder.resolve("short.db"), new byte[length]);
      assertRefused(file);
      assertThat(Files.size(file)).isEqualTo(length);
    }
  }

  @Test
  void directories() throws IOException {
    assertRefused(Files.createDirectory(folder.resolve("directory")));
  }

  @Test
  void pipesDoNotHang() throws IOException {
    Path pipe = folder.resolve("pipe");
    DeadMemberTest.pipe(pipe);
    assertRefused(pipe);
    assertUnproven(pipe);
  }

  @Test
  void devices() throws IOException {
    assertRefused(Files.createSymbolicLink(folder.resolve("zeros"), Path.of("/dev/zero")));
    assertRefused(Path.of("/dev/null"));
    assertUnproven(Path.of("/dev/null"));
  }

  /// What can be read only once proves nothing: every program ends alike.
  private void assertUnproven(Path point) {
    for (Said said : all(point)) {
      assertThat(said.exit()).as(said.toString()).isEqualTo(3);
      assertThat(said.text()).contains("found a pipe, socket or device", "hint: ");
    }
  }

  @Test
  void linksToThemselvesOrNowhere() throws IOException {
    Path loop = folder.resolve("loop");
    assertRefused(Files.createSymbolicLink(loop, loop));
    assertRefused(Files.createSymbolicLink(folder.resolve("dangling"), Path.of("/nonexistent")));
  }

  @Test
  void absentFiles() throws IOException {
    assertRefused(folder.resolve("absent"));
  }

  /// 8 GiB of nothing, and a snapshot whose length was raised to that: refused at once.
  @Test
  void sparseGiants() throws IOException {
    Path giant = folder.resolve("giant.db");
    try (RandomAccessFile file = new RandomAccessFile(giant.toFile(), "rw")) {
      file.setLength(8L << 30);
    }
    long start = System.nanoTime();
    assertRefused(giant);
    assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(10).toNanos());
  }

  @Test
  void aPartBesideIsNeitherUsedNorTouched() throws IOException {
    Path file = Files.write(folder.resolve("backup.db"), SmallSnapshot.real());
    Path part = Files.write(folder.resolve("backup.db.part"), new byte[100]);
    assertThat(Tool.FIREWEED.run("verify", file).exit()).isZero();
    assertThat(Tool.ETCDUTL.run("snapshot", "status", file).exit()).isZero();
    assertRefused(part);
    assertThat(Files.size(part)).isEqualTo(100);
  }

  /// Root reads everything, so this runs as nobody where the test runs as root.
  @Test
  void unreadableFiles() throws IOException {
    Path file = Files.write(folder.resolve("secret.db"), SmallSnapshot.real());
    assertThat(file.toFile().setReadable(false, false)).isTrue();
    Assumptions.assumeFalse(Files.isReadable(file), "this user may read every file");
    assertRefused(file);
  }

  /// Cut, grown back and overwritten again and again while every verb reads it.
  @Test
  void filesThatChangeWhileTheyAreRead() throws Exception {
    byte[] good = SmallSnapshot.real();
    byte[] bad = good.clone();
    bad[good.length / 2] ^= 1;
    Path file = Files.write(folder.resolve("moving.db"), good);
    AtomicBoolean ends = new AtomicBoolean();
    Thread writer =
        Thread.ofPlatform()
            .start(
                () -> {
                  try (RandomAccessFile moving = new RandomAccessFile(file.toFile(), "rw")) {
                    while (!ends.get()) {
                      moving.setLength(4096);
                      moving.seek(0);
                      moving.write(bad);
                      moving.seek(0);
                      moving.write(good);
                    }
                  } catch (IOException e) {
                    throw new AssertionError(e);
                  }
                });
    try {
      int rounds = Thoroughness.rounds(40, 1000);
      for (int round = 0; round < rounds; round++) {
        for (Said said : all(file)) {
          said.isCivil();
        }
        ProgramRun.of(
            List.of("rm", "-rf", folder + "/restored", folder + "/salvaged.db"),
            Map.of(),
            Duration.ofSeconds(20));
      }
    } finally {
      ends.set(true);
      writer.join();
    }
    assertThat(Files.exists(file, LinkOption.NOFOLLOW_LINKS)).isTrue();
  }
}
