package io.fireweed.format.wal;

import io.fireweed.format.raftlog.EntryType;
import java.util.Optional;

/// The first fields of an entry inside a record, read without touching its data.
///
/// Accepts exactly what etcd writes, in either dialect: field 1 or not, fields 2 and 3, field 4 to
/// the end or not. See [io.fireweed.format.raftlog.Entry] for the table.
record EntryHead(EntryType type, long term, long index, long dataOffset, long dataLength) {
  /// {@return the head of the entry in a frame, or nothing if the data is not an entry}
  static Optional<EntryHead> find(SegmentBytes bytes, Frame frame) {
    long end = frame.dataOffset() + frame.dataLength();
    Varints in = new Varints(bytes, frame.dataOffset(), end);
    long code = in.tag(1, 0) ? in.varint() : 0;
    if (!in.tag(2, 0)) {
      return Optional.empty();
    }
    long term = in.varint();
    if (!in.tag(3, 0)) {
      return Optional.empty();
    }
    long index = in.varint();
    long dataOffset = end;
    if (!in.failed() && in.position() < end) {
      if (!in.tag(4, 2)) {
        return Optional.empty();
      }
      long length = in.varint();
      if (in.failed() || length != end - in.position()) {
        return Optional.empty();
      }
      dataOffset = in.position();
    }
    Optional<EntryType> type = EntryType.find(code);
    boolean emptyChange = code != 0 && dataOffset == end;
    if (in.failed() || type.isEmpty() || emptyChange || index == 0) {
      return Optional.empty();
    }
    return Optional.of(new EntryHead(type.get(), term, index, dataOffset, end - dataOffset));
  }
}
