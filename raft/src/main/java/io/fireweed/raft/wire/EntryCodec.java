package io.fireweed.raft.wire;

import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import io.fireweed.format.wire.ProtoReader;
import io.fireweed.format.wire.ProtoWriter;
import java.lang.foreign.MemorySegment;

/// One entry as members send it to each other (`raftpb.Entry`).
///
/// The layout is that of [Entry] in a log. What differs is that an entry need not have a place yet:
/// in proposals and reads term and index are 0, which 3.4 to 3.6 write and 3.7 leaves out. Worked
/// bytes: a proposal of `61` is `08 00 10 00 18 00 22 01 61`, in 3.7 `22 01 61`.
///
/// Fields that this release does not know are passed over.
///
/// Source: raftpb of etcd 3.4.23 and 3.5.30, raft 3.6.0 and 3.7.0.
public final class EntryCodec {
  private EntryCodec() {}

  /// {@return the bytes of the entry as members of `release` send it}
  public static Bytes encode(Entry entry, WireRelease release) {
    ProtoWriter writer = new ProtoWriter(entry.data().length() + 40);
    write(entry, release, writer);
    return writer.toBytes();
  }

  static void write(Entry entry, WireRelease release, ProtoWriter writer) {
    int type = entry.type().code();
    switch (release.dialect()) {
      case EXPLICIT_ZEROS ->
          writer.varint(1, type).varint(2, entry.term()).varint(3, entry.index());
      case IMPLICIT_ZEROS ->
          writer
              .varintUnlessZero(1, type)
              .varintUnlessZero(2, entry.term())
              .varintUnlessZero(3, entry.index());
    }
    writer.bytesUnlessEmpty(4, entry.data());
  }

  /// {@return the entry in `bytes`, of any release}
  ///
  /// @throws io.fireweed.format.fault.CorruptException if the bytes are no entry
  public static Entry decode(MemorySegment bytes, Origin origin) {
    return read(new ProtoReader(bytes, origin));
  }

  static Entry read(ProtoReader reader) {
    EntryType type = EntryType.NORMAL;
    long term = 0;
    long index = 0;
    Bytes data = Bytes.EMPTY;
    int seen = 0;
    while (reader.next()) {
      int field = reader.field();
      if (field > 4) {
        reader.skip();
        continue;
      }
      if ((seen & 1 << field) != 0) {
        throw reader.corrupt("entry", "field " + field + " once", "it twice");
      }
      seen |= 1 << field;
      switch (field) {
        case 1 -> type = type(reader);
        case 2 -> term = reader.varint();
        case 3 -> index = reader.varint();
        default -> data = reader.bytes();
      }
    }
    return new Entry(term, index, type, data);
  }

  private static EntryType type(ProtoReader reader) {
    long code = reader.varint();
    return EntryType.find(code)
        .orElseThrow(() -> reader.corrupt("entry type", "0, 1 or 2", Long.toUnsignedString(code)));
  }
}
