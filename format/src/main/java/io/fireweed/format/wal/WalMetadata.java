package io.fireweed.format.wal;

import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import io.fireweed.format.wire.ProtoReader;
import io.fireweed.format.wire.ProtoWriter;
import java.lang.foreign.MemorySegment;

/// Whose log this is, the second record of every segment.
///
/// | field | wire | meaning |
/// |---|---|---|
/// | 1 | varint | member id, u64 |
/// | 2 | varint | cluster id, u64 |
///
/// Both are always written. Worked bytes: member 1 of cluster 2 is `08 01 10 02`.
///
/// Source: etcdserverpb.Metadata of etcd 3.4.23 to 3.7.1.
public record WalMetadata(long nodeId, long clusterId) {
  static WalMetadata decode(MemorySegment bytes, Origin origin) {
    ProtoReader reader = new ProtoReader(bytes, origin);
    long[] ids = new long[2];
    int seen = 0;
    while (reader.next()) {
      int field = reader.field();
      if (field > 2 || (seen & field) != 0) {
        throw reader.corrupt("WAL metadata", "fields 1 and 2 once", "field " + field);
      }
      seen |= field;
      ids[field - 1] = reader.varint();
    }
    if (seen != 3) {
      throw new CorruptException(origin + ": WAL metadata expected two ids, found fewer");
    }
    return new WalMetadata(ids[0], ids[1]);
  }

  Bytes encode() {
    return new ProtoWriter().varint(1, nodeId).varint(2, clusterId).toBytes();
  }

  @Override
  public String toString() {
    return "member " + Long.toHexString(nodeId) + " of cluster " + Long.toHexString(clusterId);
  }
}
