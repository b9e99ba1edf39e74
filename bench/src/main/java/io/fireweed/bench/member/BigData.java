package io.fireweed.bench.member;

import io.fireweed.fixtures.ProgramRun;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.testkit.SnapshotGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A data directory with many revisions, for boots and snapshots.
final class BigData {
  private final Disk disk = new LocalDisk();
  private final Path root;
  private final Path work;
  private final SnapshotGenerator.Shape shape;

  BigData(Path root, Path work, SnapshotGenerator.Shape shape) {
    this.root = root;
    this.work = work;
    this.shape = shape;
  }

  /// {@return a new directory with the data}
  Path restore(String name) throws IOException {
    Path snapshot = work.resolveSibling("snapshot-" + shape.name() + ".db");
    SnapshotGenerator.make(disk, snapshot, shape);
    Path directory = work.resolve(name);
    if (Files.exists(directory)) {
      disk.deleteTree(directory);
    }
    String peer = "http://127.0.0.1:2380";
    ProgramRun.of(
            List.of(
                root.resolve("bin/etcdutl").toString(),
                "snapshot",
                "restore",
                snapshot.toString(),
                "--name=m1",
                "--initial-cluster=m1=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--data-dir=" + directory),
            Map.of(),
            Duration.ofMinutes(5))
        .requireSuccess();
    return directory;
  }
}
