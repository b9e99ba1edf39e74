package io.fireweed.format.raftlog;

import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import io.fireweed.format.wire.ProtoReader;
import io.fireweed.format.wire.ProtoWriter;
import java.lang.foreign.MemorySegment;

/// One entry of the raft log (`raftpb.Entry`).
///
/// | field | wire | meaning | when zero |
/// |---|---|---|---|
/// | 1 | varint | [EntryType] | explicit dialect: written; implicit: left out |
/// | 2 | varint | term, u64 | written |
/// | 3 | varint | index, u64, `>= 1` | never zero |
/// | 4 | bytes | data | left out |
///
/// Fields are written in this order. Worked bytes: a leader's empty entry of term 2 at index 2 is
/// `08 00 10 02 18 02` in 3.4 to 3.6 and `10 02 18 02` in 3.7.
///
/// Limits: the data is at most what its record holds; etcd accepts requests of 1.5 MiB by default.
///
/// Source: raftpb of etcd 3.4.23, raft 3.6.0 and 3.7.0.
///
/// @param term leadership in which the entry was created, u64
/// @param index position in the log, u64, from 1
/// @param data the request or configuration change; empty in a leader's first entry
public record Entry(long term, long index, EntryType type, Bytes data) {
  /// {@return the entry in `bytes`}
  ///
  /// @throws io.fireweed.format.fault.CorruptException if the bytes are not exactly one entry
  public static Entry decode(MemorySegment bytes, Origin origin) {
    ProtoReader reader = new ProtoReader(bytes, origin);
    FieldSet fields = new FieldSet(reader, "entry");
    EntryType type = EntryType.NORMAL;
    long term = 0;
    long index = 0;
    Bytes data = Bytes.EMPTY;
    while (reader.next()) {
      fields.once();
      switch (reader.field()) {
        case 1 -> {
          long code = reader.varint();
          type =
              EntryType.find(code)
                  .orElseThrow(
                      () -> reader.corrupt("entry type", "0, 1 or 2", Long.toUnsignedString(code)));
        }
        case 2 -> term = reader.varint();
        case 3 -> index = reader.varint();
        case 4 -> data = reader.bytes();
        default -> throw fields.unknown();
      }
    }
    fields.require(2, 3);
    if (index == 0) {
      throw reader.corrupt("entry index", "at least 1", "0");
    }
    if (type != EntryType.NORMAL && data.isEmpty()) {
      throw reader.corrupt("configuration change at index " + index, "data", "none");
    }
    return new Entry(term, index, type, data);
  }

  public Bytes encode(Dialect dialect) {
    ProtoWriter writer = new ProtoWriter(data.length() + 40);
    switch (dialect) {
      case EXPLICIT_ZEROS -> writer.varint(1, type.code());
      case IMPLICIT_ZEROS -> writer.varintUnlessZero(1, type.code());
    }
    return writer.varint(2, term).varint(3, index).bytesUnlessEmpty(4, data).toBytes();
  }
}
