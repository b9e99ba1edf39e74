package io.fireweed.format.wal;

import io.fireweed.format.disk.AtomicFile;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.fault.RefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/// Cuts a torn tail off a log, as etcd does at start-up, and nothing more.
///
/// Order: copy the segment to `<name>.wal.broken`, force the copy, truncate the segment at the last
/// whole record, force it. A copy that an earlier repair of the same segment made is replaced, as
/// etcd does. Unlike etcd it refuses when verified records lie behind the damage.
///
/// Source: etcd wal/repair.go, 3.4.23 to 3.7.1.
public final class WalRepair {
  private static final int PIECE_BYTES = 1 << 20;

  private WalRepair() {}

  /// What a repair came to.
  public sealed interface Outcome {}

  /// The log has no torn tail.
  public record Unneeded() implements Outcome {}

  /// The tail was cut off.
  ///
  /// @param brokenCopy the segment as it was
  /// @param keptBytes the length of the segment now
  public record Repaired(WalFinding.TornTail tail, Path brokenCopy, long keptBytes)
      implements Outcome {}

  /// Repairs a log in place. The member must not be running.
  ///
  /// @throws RefusedException if the log has other damage, which no truncation repairs
  public static Outcome repair(Disk disk, Path walDir) throws IOException {
    Optional<WalFinding.TornTail> tail = torn(LenientWal.scan(disk, walDir));
    return tail.isPresent() ? cut(disk, tail.get()) : new Unneeded();
  }

  /// {@return the torn tail of a log, if it has one}
  ///
  /// @throws RefusedException if the log has other damage
  static Optional<WalFinding.TornTail> torn(WalSurvey survey) {
    Optional<WalFinding.TornTail> tail = Optional.empty();
    for (WalFinding finding : survey.findings()) {
      switch (finding.severity()) {
        case NOTE -> {}
        case TORN -> {
          if (finding instanceof WalFinding.TornTail torn) {
            tail = Optional.of(torn);
          }
        }
        case UNDONE, DAMAGE ->
            throw new RefusedException(
                finding.message(), "fireweed salvage reads what can be proven");
      }
    }
    return tail;
  }

  static Outcome cut(Disk disk, WalFinding.TornTail tail) throws IOException {
    Path segment = tail.place().file();
    Path broken = segment.resolveSibling(segment.getFileName() + ".broken");
    disk.delete(broken);
    try (DiskFile source = disk.openRead(segment);
        AtomicFile copy = AtomicFile.create(disk, broken)) {
      copy(source, copy.file());
      copy.publish();
    }
    try (DiskFile file = disk.openWrite(segment)) {
      file.truncate(tail.place().offset());
      file.force();
    }
    return new Repaired(tail, broken, tail.place().offset());
  }

  private static void copy(DiskFile source, DiskFile target) throws IOException {
    ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
    long at = 0;
    while (source.read(piece, at) > 0) {
      piece.flip();
      int count = piece.remaining();
      target.write(piece, at);
      at += count;
      piece.clear();
    }
  }
}
