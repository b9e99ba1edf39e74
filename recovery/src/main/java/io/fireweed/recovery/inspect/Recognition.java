package io.fireweed.recovery.inspect;

import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.disk.FileKind;
import io.fireweed.format.fault.NotFoundException;
import io.fireweed.format.fault.UnsupportedException;
import io.fireweed.format.snap.SnapName;
import io.fireweed.format.wal.SegmentName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/// Tells the files of etcd apart by what is in them, and only then by their names.
///
/// | found | kind |
/// |---|---|
/// | the magic of bbolt at offset 16, or 16 bytes into a page 1 of 1 KiB to 64 KiB | db |
/// | a first record of type 4 (checksum) behind an 8-byte length | WAL segment |
/// | field 1 (checksum), then field 2 to the end | raft snapshot |
/// | a directory with a segment in it | WAL directory |
public final class Recognition {
  /// A kind of file.
  public enum Kind {
    DB,
    WAL_SEGMENT,
    WAL_DIRECTORY,
    RAFT_SNAPSHOT
  }

  private static final int MAGIC = 0xED0CDAED;
  private static final int META_OFFSET = 16;
  private static final int MIN_PAGE_SIZE = 1 << 10;
  private static final int MAX_PAGE_SIZE = 1 << 16;
  private static final int HEAD_BYTES = MAX_PAGE_SIZE + META_OFFSET + Integer.BYTES;
  private static final int LENGTH_BYTES = 8;
  private static final long LENGTH_MASK = 0x00ff_ffff_ffff_ffffL;
  private static final int MAX_FIRST_RECORD_BYTES = 64;
  private static final int TYPE_TAG = 0x08;
  private static final int CRC_TYPE = 4;
  private static final int DATA_TAG = 0x12;
  private static final int MAX_CRC_BYTES = 5;

  private Recognition() {}

  /// {@return what `path` is}
  ///
  /// @throws NotFoundException if there is nothing
  /// @throws UnsupportedException if it is not a file of etcd, or only its name says so
  public static Kind of(Disk disk, Path path) throws IOException {
    return switch (disk.kind(path)) {
      case ABSENT -> throw new NotFoundException("open " + path + ": no such file or directory");
      case SPECIAL -> throw unknown(path, "a pipe, socket or device");
      case DIRECTORY -> ofDirectory(disk, path);
      case REGULAR -> ofFile(disk, path);
    };
  }

  private static Kind ofDirectory(Disk disk, Path path) throws IOException {
    boolean hasSegment =
        disk.list(path).stream()
            .anyMatch(file -> String.valueOf(file.getFileName()).endsWith(SegmentName.ENDING));
    if (hasSegment) {
      return Kind.WAL_DIRECTORY;
    }
    MemberDir place = MemberDir.of(path);
    if (disk.kind(place.memberDir()) == FileKind.DIRECTORY) {
      throw new UnsupportedException(
          path + ": expected one file or a WAL directory, found a data directory",
          "fireweed doctor " + path + ", or fireweed inspect " + place.db());
    }
    throw unknown(path, "a directory without a WAL segment");
  }

  private static Kind ofFile(Disk disk, Path path) throws IOException {
    ByteBuffer head;
    try (DiskFile file = disk.openRead(path)) {
      int length = (int) Math.min(file.size(), HEAD_BYTES);
      head = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
      file.readFully(head, 0);
      head.flip();
    }
    if (isDb(head)) {
      return Kind.DB;
    }
    if (isSegment(head)) {
      return Kind.WAL_SEGMENT;
    }
    if (isRaftSnapshot(head)) {
      return Kind.RAFT_SNAPSHOT;
    }
    String name = String.valueOf(path.getFileName());
    if (name.endsWith(SegmentName.ENDING)) {
      return Kind.WAL_SEGMENT;
    }
    if (name.endsWith(SnapName.ENDING)) {
      return Kind.RAFT_SNAPSHOT;
    }
    if (name.equals("db") || name.endsWith(".db")) {
      return Kind.DB;
    }
    throw unknown(path, head.hasRemaining() ? "other bytes" : "an empty file");
  }

  private static boolean isDb(ByteBuffer head) {
    if (isMagicAt(head, META_OFFSET)) {
      return true;
    }
    for (int size = MIN_PAGE_SIZE; size <= MAX_PAGE_SIZE; size *= 2) {
      if (isMagicAt(head, size + META_OFFSET)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isMagicAt(ByteBuffer head, int offset) {
    return offset + Integer.BYTES <= head.limit() && head.getInt(offset) == MAGIC;
  }

  private static boolean isSegment(ByteBuffer head) {
    if (head.limit() < LENGTH_BYTES + 2) {
      return false;
    }
    long length = head.getLong(0) & LENGTH_MASK;
    return length > 0
        && length <= MAX_FIRST_RECORD_BYTES
        && head.get(LENGTH_BYTES) == TYPE_TAG
        && head.get(LENGTH_BYTES + 1) == CRC_TYPE;
  }

  private static boolean isRaftSnapshot(ByteBuffer head) {
    if (head.limit() < 2 || head.get(0) != TYPE_TAG) {
      return false;
    }
    int at = 1;
    while (at < head.limit() && head.get(at) < 0) {
      at++;
    }
    return at <= MAX_CRC_BYTES && at + 1 < head.limit() && head.get(at + 1) == DATA_TAG;
  }

  private static UnsupportedException unknown(Path path, String found) {
    return new UnsupportedException(
        path + ": expected a db, a db snapshot, a WAL or a .snap file, found " + found);
  }
}
