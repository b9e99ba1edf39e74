package io.fireweed.format.wal;

import io.fireweed.format.disk.AtomicFile;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.fault.UnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/// Cuts a torn tail off a log, as etcd does at start-up, and nothing more.
///
/// Order: copy what is cut off to `<name>.wal.broken`, force the copy, truncate the segment at the
/// last whole record, force it. A copy that an earlier repair of the same segment made is replaced,
/// as etcd does. Unlike etcd it refuses when verified records lie behind the damage, and copies not
/// the whole segment, nor the zeros at its end: what tore the log may be a full disk.
///
/// Source: etcd wal/repair.go, 3.4.23 to 3.7.1.
public final class WalRepair {
  private static final int PIECE_BYTES = 1 << 20;

  /// For the blocks and names of two files.
  private static final int ROOM_BYTES = 64 << 10;

  private WalRepair() {}

  /// What a repair came to.
  public sealed interface Outcome {}

  /// The log has no torn tail.
  public record Unneeded() implements Outcome {}

  /// The tail was cut off.
  ///
  /// @param brokenCopy the bytes that were cut off, without zeros at their end
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
    try (DiskFile source = disk.openRead(segment)) {
      long from = tail.place().offset();
      long to = endOfContent(source, from);
      try {
        setAside(disk, source, from, to, broken);
      } catch (IOException refused) {
        throw new UnavailableException(
            "%s: the torn end of this log, %d bytes from offset %d, cannot be set aside as %s: %s"
                .formatted(segment, to - from, from, broken, refused.getMessage()),
            "nothing was cut off; when its disk is full, make room for %d bytes in %s and start"
                    .formatted(to - from + ROOM_BYTES, segment.getParent())
                + " again");
      }
    }
    try (DiskFile file = disk.openWrite(segment)) {
      file.truncate(tail.place().offset());
      file.force();
    }
    return new Repaired(tail, broken, tail.place().offset());
  }

  /// What an earlier repair set aside gives way when the new copy is whole, and not before.
  private static void setAside(Disk disk, DiskFile source, long from, long to, Path broken)
      throws IOException {
    Path part = broken.resolveSibling(broken.getFileName() + AtomicFile.PART);
    disk.delete(part);
    boolean written = false;
    try {
      try (DiskFile copy = disk.create(part)) {
        copy(source, from, to, copy);
        copy.force();
      }
      disk.replace(part, broken);
      disk.forceDirectory(directoryOf(broken));
      written = true;
    } finally {
      if (!written) {
        disk.delete(part);
      }
    }
  }

  private static void copy(DiskFile source, long from, long to, DiskFile copy) throws IOException {
    ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
    long at = from;
    while (at < to) {
      piece.clear().limit((int) Math.min(PIECE_BYTES, to - at));
      int count = source.read(piece, at);
      if (count <= 0) {
        break;
      }
      copy.write(piece.flip(), at - from);
      at += count;
    }
  }

  private static Path directoryOf(Path file) {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null) {
      throw new IllegalArgumentException(file + " has no directory");
    }
    return directory;
  }

  /// {@return the offset behind the last byte that is not zero, or `from`}
  private static long endOfContent(DiskFile source, long from) throws IOException {
    ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
    long end = from;
    long at = from;
    int count = source.read(piece, at);
    while (count > 0) {
      for (int i = count - 1; i >= 0; i--) {
        if (piece.get(i) != 0) {
          end = at + i + 1;
          break;
        }
      }
      at += count;
      count = source.read(piece.clear(), at);
    }
    return end;
  }
}
