package io.fireweed.format.snap;

import io.fireweed.format.checksum.Crc32c;
import io.fireweed.format.disk.AtomicFile;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.fault.UnsupportedException;
import io.fireweed.format.raftlog.Dialect;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import io.fireweed.format.wire.ProtoReader;
import io.fireweed.format.wire.ProtoWriter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/// A raft snapshot file (`snappb.Snapshot`): a checksum and a [RaftSnapshot].
///
/// Written with mode 0600, like the db and the log. etcd 3.4.23 and 3.5.30 write 0644 less the
/// umask here, in a directory of mode 0700 that hides it all the same; the stricter mode is kept.
///
/// | field | wire | meaning |
/// |---|---|---|
/// | 1 | varint | CRC-32C of field 2, u32, never 0 |
/// | 2 | bytes | the raft snapshot, never empty |
///
/// Both are always written, in this order, without anything else. Limit: [#MAX_BYTES]. Worked
/// bytes: a file of 7564 bytes that begins with `08 8a b6 df d5 0d 12 83 3b` has the checksum
/// `dab7db0a` and 7555 bytes of snapshot.
///
/// Source: etcd snap/snapshotter.go and snappb, 3.4.23 to 3.7.1.
public final class SnapFile {
  /// Larger files are refused; real ones hold a few kilobytes, with old v2 keys some megabytes.
  public static final long MAX_BYTES = 512L << 20;

  private SnapFile() {}

  /// {@return the snapshot in a file whose name and checksum agree with it}
  ///
  /// @throws CorruptException if the file is not exactly one snapshot
  public static RaftSnapshot read(Disk disk, Path path) throws IOException {
    RaftSnapshot snapshot = decode(content(disk, path), path.toString());
    Optional<SnapName> name = SnapName.find(String.valueOf(path.getFileName()));
    SnapName expected = new SnapName(snapshot.term(), snapshot.index());
    if (name.isPresent() && !name.get().equals(expected)) {
      throw new CorruptException(
          path + ": name expected " + expected.fileName() + " as the content says, found another");
    }
    return snapshot;
  }

  /// {@return the snapshot in the bytes of a file}
  ///
  /// @throws CorruptException if they are not exactly one snapshot
  public static RaftSnapshot decode(MemorySegment file, String name) {
    ProtoReader reader = new ProtoReader(file, new Origin(name, 0));
    if (!reader.next() || reader.field() != 1) {
      throw reader.corrupt("raft snapshot file", "a checksum", "none");
    }
    int crc = reader.uint32();
    if (!reader.next() || reader.field() != 2) {
      throw reader.corrupt("raft snapshot file", "data behind the checksum", "none");
    }
    MemorySegment data = reader.segment();
    if (reader.next()) {
      throw reader.corrupt("raft snapshot file", "its end", "field " + reader.field());
    }
    if (crc == 0 || data.byteSize() == 0) {
      throw reader.corrupt("raft snapshot file", "a checksum and data", "an empty one");
    }
    int actual = Crc32c.of(data);
    if (crc != actual) {
      throw reader.corrupt("checksum", "%08x".formatted(actual), "%08x".formatted(crc));
    }
    return RaftSnapshot.decode(data, new Origin(name, file.byteSize() - data.byteSize()));
  }

  /// {@return the bytes of a file}
  public static Bytes encode(RaftSnapshot snapshot, Dialect dialect) {
    Bytes data = snapshot.encode(dialect);
    return new ProtoWriter(data.length() + 24)
        .varint(1, Integer.toUnsignedLong(Crc32c.of(data.segment())))
        .bytes(2, data)
        .toBytes();
  }

  /// Publishes a snapshot under its own name. {@return the new file}
  public static Path write(Disk disk, Path directory, RaftSnapshot snapshot, Dialect dialect)
      throws IOException {
    Path path = directory.resolve(new SnapName(snapshot.term(), snapshot.index()).fileName());
    try (AtomicFile file = AtomicFile.create(disk, path)) {
      file.file().write(encode(snapshot, dialect).buffer(), 0);
      file.publish();
    }
    return path;
  }

  private static MemorySegment content(Disk disk, Path path) throws IOException {
    try (DiskFile file = disk.openRead(path)) {
      long size = file.size();
      if (size > MAX_BYTES) {
        throw new UnsupportedException(
            path + ": raft snapshot expected at most " + MAX_BYTES + " bytes, found " + size);
      }
      byte[] content = new byte[(int) size];
      file.readFully(ByteBuffer.wrap(content), 0);
      return MemorySegment.ofArray(content).asReadOnly();
    }
  }
}
