package io.fireweed.format.wal;

import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.wire.Origin;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;

/// Turns a frame into the record that its type announces.
final class RecordDecoder {
  /// Data of anything but an entry; the largest real one holds a configuration of ten members.
  private static final int MAX_SMALL_DATA = 64 << 10;

  private final Path file;
  private final SegmentBytes bytes;

  RecordDecoder(Path file, SegmentBytes bytes) {
    this.file = file;
    this.bytes = bytes;
  }

  /// {@return the record, or nothing if the data is not what the type says}
  Optional<WalRecord> find(Frame frame) {
    Optional<RecordType> type = frame.type();
    if (type.isEmpty()) {
      return Optional.empty();
    }
    if (type.get() == RecordType.ENTRY) {
      return EntryHead.find(bytes, frame).map(head -> entry(frame, head));
    }
    if (frame.dataLength() > MAX_SMALL_DATA) {
      return Optional.empty();
    }
    try {
      return Optional.of(small(frame, type.get()));
    } catch (CorruptException notThis) {
      return Optional.empty();
    }
  }

  private WalRecord small(Frame frame, RecordType type) {
    RecordPlace place = new RecordPlace(file, frame.offset());
    MemorySegment data = bytes.slice(frame.dataOffset(), (int) frame.dataLength());
    Origin origin = new Origin(file.toString(), frame.dataOffset());
    return switch (type) {
      case METADATA ->
          new WalRecord.MetadataRecord(place, frame.crc(), WalMetadata.decode(data, origin));
      case STATE -> new WalRecord.StateRecord(place, frame.crc(), HardState.decode(data, origin));
      case CRC -> new WalRecord.CrcRecord(place, frame.crc());
      case SNAPSHOT ->
          new WalRecord.SnapshotRecord(place, frame.crc(), SnapshotPoint.decode(data, origin));
      case ENTRY -> throw new IllegalStateException("an entry is not small");
    };
  }

  private WalRecord entry(Frame frame, EntryHead head) {
    return new WalRecord.EntryRecord(
        new RecordPlace(file, frame.offset()),
        frame.crc(),
        head.term(),
        head.index(),
        head.type(),
        head.dataOffset(),
        head.dataLength());
  }
}
