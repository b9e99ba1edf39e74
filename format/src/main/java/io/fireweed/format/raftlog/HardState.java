package io.fireweed.format.raftlog;

import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import io.fireweed.format.wire.ProtoReader;
import io.fireweed.format.wire.ProtoWriter;
import java.lang.foreign.MemorySegment;

/// What a member must remember of an election (`raftpb.HardState`).
///
/// | field | wire | meaning |
/// |---|---|---|
/// | 1 | varint | term, u64, `>= 1` |
/// | 2 | varint | member voted for in that term, u64, 0 = none |
/// | 3 | varint | commit, u64: an index known to be committed |
///
/// All three are always written. Worked bytes: term 1, no vote, commit 1 is `08 01 10 00 18 01`.
///
/// `commit` lags: it is written without waiting for the disk, so acknowledged entries beyond it are
/// normal.
///
/// Source: raftpb of etcd 3.4.23, raft 3.6.0 and 3.7.0.
public record HardState(long term, long vote, long commit) {
  /// {@return the state in `bytes`}
  ///
  /// @throws io.fireweed.format.fault.CorruptException if the bytes are not exactly one state
  public static HardState decode(MemorySegment bytes, Origin origin) {
    ProtoReader reader = new ProtoReader(bytes, origin);
    FieldSet fields = new FieldSet(reader, "hard state");
    long term = 0;
    long vote = 0;
    long commit = 0;
    while (reader.next()) {
      fields.once();
      switch (reader.field()) {
        case 1 -> term = reader.varint();
        case 2 -> vote = reader.varint();
        case 3 -> commit = reader.varint();
        default -> throw fields.unknown();
      }
    }
    fields.require(1, 2, 3);
    if (term == 0) {
      throw reader.corrupt("hard state term", "at least 1", "0");
    }
    return new HardState(term, vote, commit);
  }

  public Bytes encode() {
    return new ProtoWriter().varint(1, term).varint(2, vote).varint(3, commit).toBytes();
  }
}
