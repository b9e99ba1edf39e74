package io.fireweed.format.schema;

import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import io.fireweed.format.wire.ProtoReader;
import io.fireweed.format.wire.ProtoWriter;
import java.lang.foreign.MemorySegment;

/// Row of the `alarm` bucket: an alarm that one member raised. The key is the message, the value is
/// empty.
///
/// | field | type | name | meaning |
/// |---|---|---|---|
/// | 1 | uint64 | member id | who raised it |
/// | 2 | enum | type | 1 NOSPACE, 2 CORRUPT |
///
/// Worked bytes: key `08 8c8697f1ba9ac2f410 10 02`: CORRUPT of member 10e908d3ae25c30c.
///
/// An alarm outlives a restore, and one of a member that is gone still stops the writes of the new
/// cluster.
///
/// Source: etcd 3.4.23 to 3.7.1, etcdserverpb and the alarm store.
public record AlarmRow(MemberId memberId, Type type) {
  /// What is wrong, by its number in etcd.
  public enum Type {
    NOSPACE(1),
    CORRUPT(2);

    private final int number;

    Type(int number) {
      this.number = number;
    }

    public int number() {
      return number;
    }
  }

  public Bytes key() {
    return new ProtoWriter(16)
        .varintUnlessZero(1, memberId.value())
        .varint(2, type.number)
        .toBytes();
  }

  public Bytes value() {
    return Bytes.EMPTY;
  }

  /// {@return the row; refuses unknown alarm numbers and a value that is not empty}
  public static AlarmRow decode(MemorySegment key, MemorySegment value, Origin where) {
    if (value.byteSize() != 0) {
      throw Refusal.of(where, "length of the alarm value", "0 bytes", value.byteSize() + " bytes");
    }
    long memberId = 0;
    long number = 0;
    ProtoReader reader = new ProtoReader(key, where);
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> memberId = reader.varint();
        case 2 -> number = reader.varint();
        default -> reader.skip();
      }
    }
    for (Type type : Type.values()) {
      if (type.number == number) {
        return new AlarmRow(new MemberId(memberId), type);
      }
    }
    throw Refusal.of(
        where, "alarm type", "1 (NOSPACE) or 2 (CORRUPT)", Long.toUnsignedString(number));
  }
}
