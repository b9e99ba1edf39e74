package io.fireweed.format.schema;

import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.ProtoReader;
import io.fireweed.format.wire.ProtoWriter;

/// One grant inside a [RoleRow]: `authpb.Permission`.
///
/// | field | type | name | meaning |
/// |---|---|---|---|
/// | 1 | enum | type | 0 READ, 1 WRITE, 2 READWRITE |
/// | 2 | bytes | key | first key |
/// | 3 | bytes | range end | empty: only `key`; one `00` byte: all keys from it; else exclusive |
///
/// Source: etcd 3.4.23 to 3.7.1, authpb.
public record Permission(Type type, Bytes key, Bytes rangeEnd) {
  /// What is allowed, by its number in etcd.
  public enum Type {
    READ(0),
    WRITE(1),
    READWRITE(2);

    private final int number;

    Type(int number) {
      this.number = number;
    }

    public int number() {
      return number;
    }
  }

  ProtoWriter write() {
    return new ProtoWriter(16 + key.length() + rangeEnd.length())
        .varintUnlessZero(1, type.number)
        .bytesUnlessEmpty(2, key)
        .bytesUnlessEmpty(3, rangeEnd);
  }

  static Permission decode(ProtoReader reader) {
    Type type = Type.READ;
    Bytes key = Bytes.EMPTY;
    Bytes rangeEnd = Bytes.EMPTY;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> type = type(reader);
        case 2 -> key = reader.bytes();
        case 3 -> rangeEnd = reader.bytes();
        default -> reader.skip();
      }
    }
    return new Permission(type, key, rangeEnd);
  }

  private static Type type(ProtoReader reader) {
    long number = reader.varint();
    for (Type type : Type.values()) {
      if (type.number == number) {
        return type;
      }
    }
    throw reader.corrupt("permission type", "0 to 2", Long.toUnsignedString(number));
  }
}
