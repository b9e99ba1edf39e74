package io.fireweed.format.raftlog;

import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import io.fireweed.format.wire.ProtoReader;
import io.fireweed.format.wire.ProtoWriter;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/// The state of a raft group at one index (`raftpb.Snapshot`), the content of a `.snap` file.
///
/// | field | wire | meaning |
/// |---|---|---|
/// | 1 | bytes | data: the v2 store as JSON; the keys live in the db, not here |
/// | 2 | message | 1 [ConfState], 2 varint index, 3 varint term |
///
/// Index and term are always written. Worked bytes: no data, voter 1, index 3, term 1 is
/// `12 0a 0a 04 08 01 28 00 10 03 18 01`.
///
/// Source: raftpb of etcd 3.4.23, raft 3.6.0 and 3.7.0.
public record RaftSnapshot(Bytes data, ConfState confState, long index, long term) {
  /// {@return the snapshot in `bytes`}
  ///
  /// @throws io.fireweed.format.fault.CorruptException if the bytes are not exactly one snapshot
  public static RaftSnapshot decode(MemorySegment bytes, Origin origin) {
    ProtoReader reader = new ProtoReader(bytes, origin);
    FieldSet fields = new FieldSet(reader, "raft snapshot");
    Bytes data = Bytes.EMPTY;
    Optional<RaftSnapshot> place = Optional.empty();
    while (reader.next()) {
      fields.once();
      switch (reader.field()) {
        case 1 -> data = reader.bytes();
        case 2 -> place = Optional.of(metadata(reader.message()));
        default -> throw fields.unknown();
      }
    }
    fields.require(2);
    RaftSnapshot found = place.orElseThrow();
    return new RaftSnapshot(data, found.confState, found.index, found.term);
  }

  private static RaftSnapshot metadata(ProtoReader reader) {
    FieldSet fields = new FieldSet(reader, "raft snapshot metadata");
    ConfState confState = ConfState.ofVoters(List.of());
    long index = 0;
    long term = 0;
    while (reader.next()) {
      fields.once();
      switch (reader.field()) {
        case 1 -> confState = ConfState.decode(reader.message());
        case 2 -> index = reader.varint();
        case 3 -> term = reader.varint();
        default -> throw fields.unknown();
      }
    }
    fields.require(2, 3);
    return new RaftSnapshot(Bytes.EMPTY, confState, index, term);
  }

  public Bytes encode(Dialect dialect) {
    ProtoWriter metadata =
        new ProtoWriter().bytes(1, confState.encode(dialect)).varint(2, index).varint(3, term);
    return new ProtoWriter(data.length() + 64)
        .bytesUnlessEmpty(1, data)
        .message(2, metadata)
        .toBytes();
  }
}
