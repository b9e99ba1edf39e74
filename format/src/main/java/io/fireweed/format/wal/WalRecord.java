package io.fireweed.format.wal;

import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.raftlog.HardState;

/// One verified record of a WAL. Entry data stays in the file; the record says where.
public sealed interface WalRecord {
  RecordPlace place();

  /// {@return the checksum field of the record: CRC-32C of all data of the log up to here}
  int crc();

  /// The second record of each segment.
  record MetadataRecord(RecordPlace place, int crc, WalMetadata metadata) implements WalRecord {}

  /// A log entry without its data, which is `dataLength` bytes at `dataOffset` of the file.
  record EntryRecord(
      RecordPlace place,
      int crc,
      long term,
      long index,
      EntryType type,
      long dataOffset,
      long dataLength)
      implements WalRecord {}

  record StateRecord(RecordPlace place, int crc, HardState state) implements WalRecord {}

  /// The first record of each segment: the checksum so far.
  record CrcRecord(RecordPlace place, int crc) implements WalRecord {}

  record SnapshotRecord(RecordPlace place, int crc, SnapshotPoint point) implements WalRecord {}
}
