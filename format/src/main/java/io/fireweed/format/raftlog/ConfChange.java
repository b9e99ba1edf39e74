package io.fireweed.format.raftlog;

import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import io.fireweed.format.wire.ProtoReader;
import io.fireweed.format.wire.ProtoWriter;
import java.lang.foreign.MemorySegment;

/// A change of one member, the data of a [EntryType#CONF_CHANGE] entry (`raftpb.ConfChange`).
///
/// | field | wire | meaning | when zero |
/// |---|---|---|---|
/// | 1 | varint | request id, u64 | explicit dialect: written; implicit: left out |
/// | 2 | varint | [ConfChangeType] | written |
/// | 3 | varint | member id, u64 | written |
/// | 4 | bytes | context: the member as JSON | left out (a removal has none) |
///
/// Worked bytes: remove member 1 by request 2 is `08 02 10 01 18 01`.
///
/// Source: raftpb of etcd 3.4.23, raft 3.6.0 and 3.7.0.
///
/// @param context what etcd added: `{"id":..,"peerURLs":[..],"name":".."}`, kept as bytes
public record ConfChange(long id, ConfChangeType type, long nodeId, Bytes context) {
  /// {@return the change in `bytes`}
  ///
  /// @throws io.fireweed.format.fault.CorruptException if the bytes are not exactly one change
  public static ConfChange decode(MemorySegment bytes, Origin origin) {
    ProtoReader reader = new ProtoReader(bytes, origin);
    FieldSet fields = new FieldSet(reader, "configuration change");
    long id = 0;
    ConfChangeType type = ConfChangeType.ADD_NODE;
    long nodeId = 0;
    Bytes context = Bytes.EMPTY;
    while (reader.next()) {
      fields.once();
      switch (reader.field()) {
        case 1 -> id = reader.varint();
        case 2 -> type = typeOf(reader);
        case 3 -> nodeId = reader.varint();
        case 4 -> context = reader.bytes();
        default -> throw fields.unknown();
      }
    }
    return new ConfChange(id, type, nodeId, context);
  }

  static ConfChangeType typeOf(ProtoReader reader) {
    long code = reader.varint();
    return ConfChangeType.find(code)
        .orElseThrow(
            () -> reader.corrupt("change type", "0, 1, 2 or 3", Long.toUnsignedString(code)));
  }

  public Bytes encode(Dialect dialect) {
    ProtoWriter writer = new ProtoWriter(context.length() + 40);
    switch (dialect) {
      case EXPLICIT_ZEROS -> writer.varint(1, id);
      case IMPLICIT_ZEROS -> writer.varintUnlessZero(1, id);
    }
    return writer.varint(2, type.code()).varint(3, nodeId).bytesUnlessEmpty(4, context).toBytes();
  }
}
