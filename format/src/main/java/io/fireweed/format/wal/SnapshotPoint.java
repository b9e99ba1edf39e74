package io.fireweed.format.wal;

import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.Dialect;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import io.fireweed.format.wire.ProtoReader;
import io.fireweed.format.wire.ProtoWriter;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// A point of the log that a snapshot covers (`walpb.Snapshot`).
///
/// | field | wire | meaning |
/// |---|---|---|
/// | 1 | varint | index, u64 |
/// | 2 | varint | term, u64 |
/// | 3 | message | [ConfState], since 3.5 |
///
/// Index and term are always written. Worked bytes: the start of every log is `08 00 10 00`.
///
/// Source: walpb of etcd 3.4.23, 3.5.30, 3.6.14 and 3.7.1.
public record SnapshotPoint(long index, long term, Optional<ConfState> confState) {
  /// The point before the first entry.
  public static final SnapshotPoint START = new SnapshotPoint(0, 0, Optional.empty());

  /// {@return a point without a configuration, as 3.4 writes it}
  public static SnapshotPoint of(long index, long term) {
    return new SnapshotPoint(index, term, Optional.empty());
  }

  /// {@return whether both name the same position of the same log}
  public boolean samePosition(SnapshotPoint other) {
    return index == other.index && term == other.term;
  }

  static SnapshotPoint decode(MemorySegment bytes, Origin origin) {
    ProtoReader reader = new ProtoReader(bytes, origin);
    long index = 0;
    long term = 0;
    Optional<ConfState> confState = Optional.empty();
    int seen = 0;
    while (reader.next()) {
      int field = reader.field();
      if (field > 3 || (seen & 1 << field) != 0) {
        throw reader.corrupt("snapshot record", "fields 1, 2, 3 once", "field " + field);
      }
      seen |= 1 << field;
      switch (field) {
        case 1 -> index = reader.varint();
        case 2 -> term = reader.varint();
        default -> confState = Optional.of(ConfState.decode(reader.message()));
      }
    }
    if ((seen & 0b110) != 0b110) {
      throw new CorruptException(origin + ": snapshot record expected index and term, found fewer");
    }
    return new SnapshotPoint(index, term, confState);
  }

  Bytes encode(Dialect dialect) {
    ProtoWriter writer = new ProtoWriter().varint(1, index).varint(2, term);
    confState.ifPresent(state -> writer.bytes(3, state.encode(dialect)));
    return writer.toBytes();
  }

  @Override
  public String toString() {
    return "index " + Long.toUnsignedString(index) + " term " + Long.toUnsignedString(term);
  }
}
