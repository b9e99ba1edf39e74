package io.fireweed.format.schema;

import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import io.fireweed.format.wire.ProtoReader;
import io.fireweed.format.wire.ProtoWriter;
import java.lang.foreign.MemorySegment;

/// Row of the `lease` bucket: a granted lease.
///
/// Key: 8 bytes, the lease id, big endian.
///
/// | field | type | name | unit | meaning |
/// |---|---|---|---|---|
/// | 1 | int64 | id | | equal to the key |
/// | 2 | int64 | ttl | seconds | granted time to live |
/// | 3 | int64 | remaining ttl | seconds | last checkpoint, left out when 0 |
///
/// Protobuf, proto3, zero fields left out. Which keys hang on a lease is written only in
/// [KeyValue#lease()].
///
/// Worked bytes: key `430ca1fa9dfeda15`, value `08 95b4fbefa9bfa88643 10 f403`: 500 seconds.
///
/// Source: etcd 3.4.23 to 3.7.1, leasepb and lease.
public record LeaseRow(long id, long ttlSeconds, long remainingTtlSeconds) {
  public Bytes key() {
    return Bytes.ofLong(id);
  }

  public Bytes value() {
    return new ProtoWriter(32)
        .varintUnlessZero(1, id)
        .varintUnlessZero(2, ttlSeconds)
        .varintUnlessZero(3, remainingTtlSeconds)
        .toBytes();
  }

  /// {@return the row; refuses a key of other length and an id that differs from it}
  public static LeaseRow decode(MemorySegment key, MemorySegment value, Origin where) {
    if (key.byteSize() != Long.BYTES) {
      throw Refusal.of(where, "length of the lease key", "8 bytes", key.byteSize() + " bytes");
    }
    long id = 0;
    long ttlSeconds = 0;
    long remainingTtlSeconds = 0;
    ProtoReader reader = new ProtoReader(value, where);
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> id = reader.varint();
        case 2 -> ttlSeconds = reader.varint();
        case 3 -> remainingTtlSeconds = reader.varint();
        default -> reader.skip();
      }
    }
    long keyId = Bytes.of(key).longAt(0);
    if (id != keyId) {
      throw Refusal.of(
          where, "lease id", Long.toHexString(keyId) + " as in the key", Long.toHexString(id));
    }
    return new LeaseRow(id, ttlSeconds, remainingTtlSeconds);
  }
}
