package io.fireweed.server.state;

import io.fireweed.format.bbolt.BulkOptions;
import io.fireweed.format.bbolt.Compaction;
import io.fireweed.format.bbolt.Db;
import io.fireweed.format.bbolt.DbOptions;
import io.fireweed.format.bbolt.Meta;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.server.metrics.DiskMetrics;
import io.fireweed.storage.backend.PinnedRows;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the db anew, without free pages, beside the old one, and takes its place.
///
/// ```
/// commit ▸ copy to db.tmp.defrag ▸ force ▸ rename to db ▸ force the directory ▸ turn to it
/// ```
///
/// A crash before the rename leaves a file that the next start removes; after it, the new db, which
/// holds what the old one held. No commit is made meanwhile; reads and applying go on.
final class Defragmentation {
  private static final Logger log = LoggerFactory.getLogger(Defragmentation.class);
  private static final String PREFIX = "db.tmp.";

  private final Disk disk;
  private final Path path;
  private final StateOptions options;
  private final GuardedStores stores;
  private final CommitQueue queue;
  private final DiskMetrics metrics;

  Defragmentation(
      Disk disk,
      Path path,
      StateOptions options,
      GuardedStores stores,
      CommitQueue queue,
      DiskMetrics metrics) {
    this.metrics = metrics;
    this.disk = disk;
    this.path = path;
    this.options = options;
    this.stores = stores;
    this.queue = queue;
  }

  /// Removes what a crash has left.
  static void removeUnfinished(Disk disk, Path path) throws IOException {
    Path directory = path.toAbsolutePath().getParent();
    if (directory == null || !disk.exists(directory)) {
      return;
    }
    for (Path file : disk.list(directory)) {
      Path name = file.getFileName();
      if (name != null && name.toString().startsWith(PREFIX)) {
        disk.delete(file);
      }
    }
  }

  /// On the committer's thread, right after a commit. If the copy fails, the db stays as it is; if
  /// what comes after fails, nobody knows which one is there, and nothing more is committed.
  void run(Committer committer) throws IOException {
    metrics.defragInflight().add(1);
    try {
      replace(committer);
    } finally {
      metrics.defragInflight().add(-1);
    }
  }

  private void replace(Committer committer) throws IOException {
    long began = System.nanoTime();
    long before = committer.sizeBytes();
    committer.commit(List.of());
    Path temporary = path.resolveSibling(PREFIX + "defrag");
    copy(temporary);
    try {
      disk.replace(temporary, path);
      forceDirectory();
      committer.replaceDb(Db.open(disk, path, DbOptions.existing().with(options.durability())));
    } catch (IOException | RuntimeException | Error trouble) {
      queue.fail(trouble);
      throw trouble;
    }
    metrics.defrag().observeSince(began);
    log.atInfo()
        .addKeyValue("path", path)
        .addKeyValue("current-db-size-bytes-diff", committer.sizeBytes() - before)
        .addKeyValue("current-db-size-bytes", committer.sizeBytes())
        .addKeyValue("current-db-size-in-use-bytes", committer.sizeBytes() - committer.freeBytes())
        .addKeyValue("took", Duration.ofNanos(System.nanoTime() - began))
        .log("finished defragmenting directory");
  }

  private void forceDirectory() throws IOException {
    Path directory = path.toAbsolutePath().getParent();
    if (directory != null) {
      disk.forceDirectory(directory);
    }
  }

  private void copy(Path temporary) throws IOException {
    disk.delete(temporary);
    try (PinnedRows rows = stores.read(() -> stores.backend().pin());
        DiskFile file = disk.create(temporary)) {
      BulkOptions form = BulkOptions.ETCD.withPageSize(rows.committed().meta().pageSize());
      Meta _ = Compaction.copy(rows.committed(), file, form);
      file.force();
    } catch (IOException | RuntimeException failed) {
      try {
        disk.delete(temporary);
      } catch (IOException worse) {
        failed.addSuppressed(worse);
      }
      throw failed;
    }
  }
}
