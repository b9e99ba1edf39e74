package io.fireweed.format.schema;

import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import io.fireweed.format.wire.ProtoWriter;
import java.lang.foreign.MemorySegment;

/// Value of a row in the `key` bucket: `mvccpb.KeyValue`.
///
/// | field | type | name | unit | meaning |
/// |---|---|---|---|---|
/// | 1 | bytes | key | | the user key |
/// | 2 | int64 | create revision | main revision | first put of this generation |
/// | 3 | int64 | mod revision | main revision | this put, equal to the row's own main |
/// | 4 | int64 | version | | 1 for the first put of a generation, then counting |
/// | 5 | bytes | value | | the user value |
/// | 6 | int64 | lease | lease id | 0: none |
///
/// Protobuf, proto3: fields ascend, zero and empty ones are left out. A tombstone holds field 1
/// only. The record that `--bump-revision` leaves is zero bytes long and reads as a put of the
/// empty key.
///
/// Limits: a bbolt value is at most 2^31-2 bytes.
///
/// Worked bytes: `0a 03 666f6f 10 02 18 02 20 01 2a 03 626172` is `foo = bar`, created and modified
/// at revision 2, version 1, no lease.
///
/// Source: etcd 3.4.23 to 3.7.1, mvccpb and the put and delete paths of mvcc.
///
/// @param lease signed as etcd has it, 0 for none
public record KeyValue(
    Bytes key, long createRevision, long modRevision, long version, Bytes value, long lease) {
  /// {@return the value of a tombstone row of `key`}
  public static KeyValue tombstone(Bytes key) {
    return new KeyValue(key, 0, 0, 0, Bytes.EMPTY, 0);
  }

  /// {@return the bytes of the row's value}
  public Bytes encode() {
    return write(new ProtoWriter(48 + key.length() + value.length())).toBytes();
  }

  /// Appends this message to `out`. {@return `out`}
  public ProtoWriter write(ProtoWriter out) {
    return out.bytesUnlessEmpty(1, key)
        .varintUnlessZero(2, createRevision)
        .varintUnlessZero(3, modRevision)
        .varintUnlessZero(4, version)
        .bytesUnlessEmpty(5, value)
        .varintUnlessZero(6, lease);
  }

  /// {@return a copy of the message held by all of `value`; refuses what etcd never writes}
  public static KeyValue decode(MemorySegment value, Origin where) {
    KeyValueView view = new KeyValueView();
    view.require(value, 0, value.byteSize(), where);
    return view.toKeyValue();
  }
}
