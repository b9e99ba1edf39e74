package io.fireweed.format.wal;

import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.fault.RefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/// The locks that the member which writes a log holds on its segments, oldest first.
///
/// Like etcd, the writer locks every segment that it opens or makes, and lets go of those that lie
/// wholly before a snapshot; what is not locked may be purged. Not for use by several threads.
///
/// Source: etcd wal/wal.go, 3.4.23 to 3.7.1.
public final class WalLocks implements AutoCloseable {
  private record Held(SegmentName name, DiskFile file) {}

  private final Disk disk;
  private final Deque<Held> held = new ArrayDeque<>();

  WalLocks(Disk disk) {
    this.disk = disk;
  }

  /// Locks every segment of a log.
  ///
  /// @throws RefusedException if a program holds one of them; then none is held
  /// @throws io.fireweed.format.fault.NotFoundException if there is no such directory
  public static WalLocks acquire(Disk disk, Path walDir) throws IOException {
    WalLocks locks = new WalLocks(disk);
    try {
      Findings others = new Findings(LenientWal.MAX_FINDINGS);
      for (WalFiles.Segment segment : WalFiles.list(disk, walDir, others).segments()) {
        locks.add(segment.name(), segment.file());
      }
      return locks;
    } catch (IOException | RuntimeException trouble) {
      try (locks) {
        throw trouble;
      }
    }
  }

  void add(SegmentName name, Path path) throws IOException {
    DiskFile file = disk.openWrite(path);
    try {
      file.lockRange();
    } catch (IOException | RuntimeException trouble) {
      try (file) {
        throw trouble;
      }
    }
    held.addLast(new Held(name, file));
  }

  void releaseTo(long index) throws IOException {
    while (held.size() > 1) {
      Held oldest = held.removeFirst();
      if (Long.compareUnsigned(held.getFirst().name().index(), index) > 0) {
        held.addFirst(oldest);
        return;
      }
      oldest.file().close();
    }
  }

  boolean holds(SegmentName name) {
    return held.stream().anyMatch(each -> each.name().equals(name));
  }

  @Override
  public void close() throws IOException {
    while (!held.isEmpty()) {
      held.removeFirst().file().close();
    }
  }
}
