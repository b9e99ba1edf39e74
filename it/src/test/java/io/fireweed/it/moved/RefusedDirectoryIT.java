package io.fireweed.it.moved;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.ProgramRun;
import io.fireweed.fixtures.RealEtcd;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.it.moved.Contents.Shell;
import io.fireweed.it.served.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Directories of etcd that lost something: our member does not start on them, says what helps, and
/// changes nothing.
class RefusedDirectoryIT {
  @TempDir Path temporary;

  @Test
  void aDbWithoutItsLogIsRefused() throws IOException {
    Path directory = directoryOfEtcd();
    new LocalDisk().deleteTree(directory.resolve("member/wal"));

    requireRefused(directory, "stands without its log");
  }

  @Test
  void aDbAheadOfItsLogIsRefused() throws IOException {
    EtcdPrograms etcd = EtcdPrograms.assume("3.5");
    Path directory = directoryOfEtcd();
    Path wal = directory.resolve("member/wal");
    Path older = temporary.resolve("older");
    Files.move(copy(wal, temporary.resolve("copy")), older);
    try (RealEtcd member = RealEtcd.start(etcd, directory)) {
      put(member, etcd);
      member.stop();
    }
    new LocalDisk().deleteTree(wal);
    Files.move(older, wal);

    requireRefused(directory, "but the log");
  }

  @Test
  void aLogOfAnotherMemberIsRefused() throws IOException {
    Path directory = directoryOfEtcd();
    EtcdPrograms etcd = EtcdPrograms.assume("3.5");
    Path other = temporary.resolve("m2");
    try (RealEtcd member = RealEtcd.start(etcd, other)) {
      member.stop();
    }
    new LocalDisk().deleteTree(directory.resolve("member/wal"));
    Files.move(other.resolve("member/wal"), directory.resolve("member/wal"));

    requireRefused(directory, "but the log");
  }

  private Path directoryOfEtcd() {
    EtcdPrograms etcd = EtcdPrograms.assume("3.5");
    Path directory = temporary.resolve("m1");
    try (RealEtcd member = RealEtcd.start(etcd, directory)) {
      put(member, etcd);
      member.stop();
    }
    return directory;
  }

  private static void put(RealEtcd member, EtcdPrograms etcd) {
    Shell shell = new Shell(member, etcd, Optional.empty());
    for (int i = 0; i < 10; i++) {
      shell.run("put", "k" + i, "v");
    }
  }

  private static void requireRefused(Path directory, String why) throws IOException {
    Map<String, Long> before = sizes(directory);
    ProgramRun run = Refusing.start(Subject.OURS.programs(), directory);
    assertThat(run.exitCode()).as("%s", run).isEqualTo(1);
    assertThat(run.err()).contains(why).contains("fireweed salvage " + directory);
    assertThat(sizes(directory)).isEqualTo(before);
  }

  private static Map<String, Long> sizes(Path root) throws IOException {
    Map<String, Long> sizes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        sizes.put(file.toString(), Files.size(file));
      }
    }
    return sizes;
  }

  private static Path copy(Path from, Path to) throws IOException {
    Files.createDirectory(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    return to;
  }
}
