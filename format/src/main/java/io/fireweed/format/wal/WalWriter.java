package io.fireweed.format.wal;

import io.fireweed.format.checksum.Crc32c;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.fault.ConflictException;
import io.fireweed.format.raftlog.Dialect;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.ProtoWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Writes a log byte for byte as etcd does.
///
/// | moment | records |
/// |---|---|
/// | a new log | crc 0, metadata, snapshot at index 0 term 0 |
/// | a log that goes on | none; what lies behind the last record is zeroed |
/// | [#save] | the entries, then the hard state |
/// | [#saveSnapshot] | the snapshot record |
/// | a save that ends at or behind [#SEGMENT_BYTES] | a new segment: crc, metadata, hard state |
///
/// A new segment is first `0.tmp` or `1.tmp`, of [#SEGMENT_BYTES] zeros; the one before is cut to
/// its content. A save is durable when it returns if it held entries, or changed term or vote; a
/// commit alone waits for the next one, as in etcd. After an [IOException] nothing is known of what
/// is durable: only [#close()] may follow. Every segment is locked as etcd locks it, until
/// [#releaseTo] lets go of the older ones. Not for use by several threads.
///
/// Source: etcd wal/wal.go and wal/encoder.go, 3.4.23 to 3.7.1.
public final class WalWriter implements AutoCloseable {
  /// Size to which segments are preallocated, and at which they are cut: 64 * 10^6.
  public static final long SEGMENT_BYTES = 64_000_000;

  private static final int BUFFER_BYTES = 128 << 10;

  /// What [#writeZerosAhead] writes at a time: more makes its turn longer, less makes it come
  /// often.
  private static final int AHEAD_BYTES = 512 << 10;

  private static final long PAGE_BYTES = 4096;
  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(AHEAD_BYTES).asReadOnlyBuffer();

  private final Disk disk;
  private final Path directory;
  private final WalMetadata metadata;
  private final Dialect dialect;
  private final long segmentBytes;
  private final WalLocks locks;
  private final ByteBuffer buffer =
      ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private Optional<HardState> state = Optional.empty();
  private WalPosition durable = new WalPosition(0, 0);
  private SegmentName name = SegmentName.FIRST;
  private DiskFile file;
  private long written;
  private long zeroed;
  private long lastIndex;
  private int crc;

  private WalWriter(
      Disk disk,
      Path directory,
      WalMetadata metadata,
      Dialect dialect,
      long segmentBytes,
      WalLocks locks,
      DiskFile file) {
    this.disk = disk;
    this.directory = directory;
    this.metadata = metadata;
    this.dialect = dialect;
    this.segmentBytes = segmentBytes;
    this.locks = locks;
    this.file = file;
  }

  /// Creates a log in a directory that must not exist yet, or be empty.
  ///
  /// @throws ConflictException if the directory holds anything
  public static WalWriter create(Disk disk, Path directory, WalMetadata metadata, Dialect dialect)
      throws IOException {
    return create(disk, directory, metadata, dialect, SEGMENT_BYTES);
  }

  /// Creates a log with segments of another size, which etcd reads just as well.
  public static WalWriter create(
      Disk disk, Path directory, WalMetadata metadata, Dialect dialect, long segmentBytes)
      throws IOException {
    disk.createDirectories(directory);
    if (!disk.list(directory).isEmpty()) {
      throw new ConflictException(directory + ": empty directory expected, found files in it");
    }
    DiskFile file = preallocate(disk, directory.resolve("0.tmp"), segmentBytes);
    WalWriter writer =
        new WalWriter(disk, directory, metadata, dialect, segmentBytes, new WalLocks(disk), file);
    try {
      writer.writeCrc();
      writer.write(RecordType.METADATA, metadata.encode());
      writer.write(RecordType.SNAPSHOT, SnapshotPoint.START.encode(dialect));
      writer.publishSegment(directory.resolve("0.tmp"));
      return writer;
    } catch (IOException | RuntimeException trouble) {
      try (writer.locks;
          file) {
        throw trouble;
      }
    }
  }

  /// Goes on with a log behind its last record; what lies there is zeroed first, so that no stale
  /// bytes can ever follow a new record.
  ///
  /// @param locks those of the log, which are closed with the writer
  public static WalWriter open(
      Disk disk, Path directory, WalEnd end, Dialect dialect, long segmentBytes, WalLocks locks)
      throws IOException {
    DiskFile file = disk.openWrite(directory.resolve(end.segment().fileName()));
    try {
      file.truncate(end.offset());
      if (end.offset() < segmentBytes) {
        file.truncate(segmentBytes);
      }
      file.force();
    } catch (IOException | RuntimeException trouble) {
      try (file) {
        throw trouble;
      }
    }
    WalWriter writer =
        new WalWriter(disk, directory, end.metadata(), dialect, segmentBytes, locks, file);
    writer.name = end.segment();
    writer.written = end.offset();
    writer.crc = end.crc();
    writer.lastIndex = end.lastIndex();
    writer.state = end.state();
    writer.durable = new WalPosition(end.segment().seq(), end.offset());
    return writer;
  }

  /// Appends entries and the state that goes with them, in that order.
  public void save(List<Entry> entries, HardState next) throws IOException {
    for (Entry entry : entries) {
      write(RecordType.ENTRY, entry.encode(dialect));
      lastIndex = entry.index();
    }
    write(RecordType.STATE, next.encode());
    boolean mustForce =
        !entries.isEmpty()
            || state.isEmpty()
            || state.get().term() != next.term()
            || state.get().vote() != next.vote();
    state = Optional.of(next);
    afterSave(mustForce);
  }

  /// Appends entries alone.
  public void saveEntries(List<Entry> entries) throws IOException {
    for (Entry entry : entries) {
      write(RecordType.ENTRY, entry.encode(dialect));
      lastIndex = entry.index();
    }
    afterSave(!entries.isEmpty());
  }

  /// Appends a snapshot record and makes it durable.
  public void saveSnapshot(SnapshotPoint point) throws IOException {
    write(RecordType.SNAPSHOT, point.encode(dialect));
    if (Long.compareUnsigned(lastIndex, point.index()) < 0) {
      lastIndex = point.index();
    }
    force();
  }

  /// Makes everything written so far durable.
  public void force() throws IOException {
    flush();
    writeZerosAhead();
    file.forceData();
    durable = new WalPosition(name.seq(), written);
  }

  /// {@return the end of what is known to be durable}
  public WalPosition durableEnd() {
    return durable;
  }

  /// Lets go of the locks of segments that hold nothing behind `index`; they may be purged.
  public void releaseTo(long index) throws IOException {
    locks.releaseTo(index);
  }

  /// {@return whether the lock of this segment is held}
  public boolean holds(SegmentName segment) {
    return locks.holds(segment);
  }

  @Override
  public void close() throws IOException {
    try (locks;
        DiskFile closing = file) {
      flush();
      closing.forceData();
    }
  }

  /// Closes the files and lets go of the locks, without writing what waits: after a failure.
  public void abandon() throws IOException {
    try (locks;
        DiskFile _ = file) {
      buffer.clear();
    }
  }

  private void afterSave(boolean mustForce) throws IOException {
    if (written + buffer.position() >= segmentBytes) {
      cut();
    } else if (mustForce) {
      force();
    }
  }

  private void cut() throws IOException {
    flush();
    file.truncate(written);
    file.forceData();
    file.close();
    name = new SegmentName(name.seq() + 1, lastIndex + 1);
    Path temporary = directory.resolve(name.seq() % 2 + ".tmp");
    file = preallocate(disk, temporary, segmentBytes);
    written = 0;
    zeroed = 0;
    writeCrc();
    write(RecordType.METADATA, metadata.encode());
    if (state.isPresent()) {
      write(RecordType.STATE, state.get().encode());
    }
    publishSegment(temporary);
  }

  private void publishSegment(Path temporary) throws IOException {
    flush();
    file.force();
    file.close();
    Path target = directory.resolve(name.fileName());
    disk.rename(temporary, target);
    disk.forceDirectory(directory);
    durable = new WalPosition(name.seq(), written);
    locks.add(name, target);
    file = disk.openWrite(target);
  }

  private static DiskFile preallocate(Disk disk, Path path, long segmentBytes) throws IOException {
    disk.delete(path);
    DiskFile file = disk.create(path);
    try {
      file.truncate(segmentBytes);
      return file;
    } catch (IOException | RuntimeException trouble) {
      try (file) {
        throw trouble;
      }
    }
  }

  /// Gives blocks to what comes next, a good piece at a time. A synchronization that has only to
  /// overwrite is spared the file system's journal, which most of its time would go to.
  private void writeZerosAhead() throws IOException {
    if (written <= zeroed) {
      return;
    }
    long from = Math.ceilDiv(written, PAGE_BYTES) * PAGE_BYTES;
    zeroed = Math.min(segmentBytes, from + AHEAD_BYTES);
    if (from < zeroed) {
      file.write(ZEROS.duplicate().limit((int) (zeroed - from)), from);
    }
    zeroed = Math.max(zeroed, written);
  }

  private void writeCrc() throws IOException {
    frame(
        new ProtoWriter().varint(1, RecordType.CRC.code()).varint(2, Integer.toUnsignedLong(crc)));
  }

  private void write(RecordType type, Bytes data) throws IOException {
    crc = Crc32c.update(crc, data.segment());
    frame(
        new ProtoWriter(data.length() + 24)
            .varint(1, type.code())
            .varint(2, Integer.toUnsignedLong(crc))
            .bytes(3, data));
  }

  private void frame(ProtoWriter record) throws IOException {
    int padding = Frame.padding(record.length());
    if (buffer.remaining() < Frame.LENGTH_FIELD + record.length() + padding) {
      flush();
    }
    if (buffer.capacity() < Frame.LENGTH_FIELD + record.length() + padding) {
      writeLong(record, padding);
      return;
    }
    buffer.putLong(Frame.lengthField(record.length()));
    buffer.put(record.segment().asByteBuffer());
    buffer.put(new byte[padding]);
  }

  private void writeLong(ProtoWriter record, int padding) throws IOException {
    buffer.putLong(Frame.lengthField(record.length()));
    flush();
    file.write(record.segment().asByteBuffer(), written);
    written += record.length();
    buffer.put(new byte[padding]);
  }

  private void flush() throws IOException {
    buffer.flip();
    int count = buffer.remaining();
    file.write(buffer, written);
    written += count;
    buffer.clear();
  }
}
