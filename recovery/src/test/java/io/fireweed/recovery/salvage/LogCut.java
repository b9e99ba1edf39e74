package io.fireweed.recovery.salvage;

import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.wal.LenientWal;
import io.fireweed.format.wal.WalRecord.EntryRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/// Takes the end of a log away, exactly between two records.
final class LogCut {
  private LogCut() {}

  /// Zeroes the last segment from the record of entry `index` on.
  static void before(Disk disk, Path directory, long index) throws IOException {
    AtomicLong offset = new AtomicLong(-1);
    Path wal = MemberDir.of(directory).walDir();
    LenientWal.scan(
        disk,
        wal,
        found -> {
          if (found instanceof EntryRecord entry && entry.index() == index) {
            offset.compareAndSet(-1, entry.place().offset());
          }
        });
    Path segment =
        disk.list(wal).stream()
            .filter(p -> p.toString().endsWith(".wal"))
            .max(Path::compareTo)
            .orElseThrow();
    try (DiskFile file = disk.openWrite(segment)) {
      file.write(
          ByteBuffer.allocate((int) Math.min(1 << 20, file.size() - offset.get())), offset.get());
    }
  }
}
