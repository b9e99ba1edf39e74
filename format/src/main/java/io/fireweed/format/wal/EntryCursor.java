package io.fireweed.format.wal;

import io.fireweed.format.disk.Disk;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.wire.Bytes;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Streams entries of a log in index order, one in memory at a time.
///
/// ```java
/// try (EntryCursor cursor = piece.read(disk, from, to)) {
///   while (cursor.next()) {
///     apply(cursor.entry());
///   }
/// }
/// ```
///
/// Checksums are verified again while reading: the files could have changed since they were
/// surveyed, and then the cursor fails with a [CorruptException].
public final class EntryCursor implements AutoCloseable {
  private final Disk disk;
  private final List<EntryRun> runs;
  private final long toIndex;
  private int nextRun;
  private long wanted;
  private Optional<SegmentBytes> open = Optional.empty();
  private Optional<Path> openFile = Optional.empty();
  private Optional<EntryRun> run = Optional.empty();
  private Optional<Entry> current = Optional.empty();
  private long offset;
  private long entryOffset;
  private int crc;

  EntryCursor(Disk disk, List<EntryRun> runs, long fromIndex, long toIndex) {
    this.disk = disk;
    this.runs = runs;
    this.wanted = fromIndex;
    this.toIndex = toIndex;
  }

  /// Moves to the next entry. {@return false after the last one}
  ///
  /// @throws CorruptException if the file is not what it was when it was surveyed
  public boolean next() throws IOException {
    if (wanted > toIndex) {
      return false;
    }
    while (run.isEmpty() || run.get().lastIndex() < wanted) {
      startRun();
    }
    EntryRun source = run.get();
    SegmentBytes bytes = open.orElseThrow();
    while (true) {
      Frame frame = take(source, bytes);
      Optional<EntryHead> head =
          frame.type().equals(Optional.of(RecordType.ENTRY))
              ? EntryHead.find(bytes, frame)
              : Optional.empty();
      if (head.isPresent() && head.get().index() == wanted) {
        current = Optional.of(load(bytes, head.get()));
        entryOffset = frame.offset();
        wanted++;
        return true;
      }
      if (head.isPresent() && head.get().index() > wanted) {
        throw changed(source, frame.offset());
      }
    }
  }

  /// {@return the entry that [#next()] moved to}
  public Entry entry() {
    return current.orElseThrow();
  }

  /// {@return where that entry lies}
  public RecordPlace place() {
    return new RecordPlace(openFile.orElseThrow(), entryOffset);
  }

  @Override
  public void close() throws IOException {
    if (open.isPresent()) {
      open.get().close();
      open = Optional.empty();
    }
  }

  private void startRun() throws IOException {
    if (nextRun == runs.size()) {
      throw new IllegalStateException("no run holds entry " + wanted);
    }
    EntryRun next = runs.get(nextRun++);
    run = Optional.of(next);
    if (next.lastIndex() < wanted) {
      return;
    }
    if (!openFile.equals(Optional.of(next.file()))) {
      close();
      open =
          Optional.of(
              new SegmentBytes(
                  disk.openRead(next.file()),
                  (at, length) -> {
                    throw new CorruptException(
                        next.file() + ": offset " + at + ": " + length + " bytes cannot be read");
                  }));
      openFile = Optional.of(next.file());
    }
    offset = next.startOffset();
    crc = next.seedCrc();
  }

  private Frame take(EntryRun source, SegmentBytes bytes) {
    if (offset > bytes.size() - Frame.LENGTH_FIELD) {
      throw changed(source, offset);
    }
    if (source.undone().isPresent()) {
      offset = source.undone().get().end();
      return source.undone().get();
    }
    if (!(Frame.look(bytes, offset) instanceof Frame.Whole(Frame frame))) {
      throw changed(source, offset);
    }
    crc = bytes.crc(crc, frame.dataOffset(), frame.dataLength());
    if (crc != frame.crc()) {
      throw changed(source, offset);
    }
    offset = frame.end();
    return frame;
  }

  private static Entry load(SegmentBytes bytes, EntryHead head) {
    if (head.dataLength() > Integer.MAX_VALUE - 64) {
      throw new CorruptException(
          "entry " + head.index() + ": data expected below 2 GiB, found " + head.dataLength());
    }
    Bytes data =
        head.dataLength() == 0
            ? Bytes.EMPTY
            : Bytes.of(
                MemorySegment.ofArray(bytes.copy(head.dataOffset(), (int) head.dataLength())));
    return new Entry(head.term(), head.index(), head.type(), data);
  }

  private static CorruptException changed(EntryRun source, long at) {
    return new CorruptException(
        source.file()
            + ": offset "
            + at
            + ": expected the record that was verified before, found other bytes",
        "the file changes while it is read: stop the member, or work on a copy");
  }
}
