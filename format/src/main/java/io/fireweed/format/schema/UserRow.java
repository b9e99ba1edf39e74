package io.fireweed.format.schema;

import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import io.fireweed.format.wire.ProtoReader;
import io.fireweed.format.wire.ProtoWriter;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Row of the `authUsers` bucket. The key is the user's name.
///
/// | field | type | name | meaning |
/// |---|---|---|---|
/// | 1 | bytes | name | equal to the key |
/// | 2 | bytes | password | bcrypt text, `$2a$…`; empty for users without password |
/// | 3 | string, repeated | roles | sorted |
/// | 4 | message | options | field 1, bool: no password; the API writes it even if empty |
///
/// Worked bytes: key `nopw`, value `0a 04 6e6f7077 22 02 0801`.
///
/// In 3.4 each member salts for itself, so this bucket differs between members of one cluster.
///
/// Source: etcd 3.4.23 to 3.7.1, authpb and auth.
public record UserRow(Bytes name, Bytes passwordHash, List<String> roles, Options options) {
  /// The options message: not there, there and empty, or there and saying that no password is set.
  public enum Options {
    ABSENT,
    EMPTY,
    NO_PASSWORD
  }

  public UserRow {
    roles = List.copyOf(roles);
  }

  public Bytes key() {
    return name;
  }

  public Bytes value() {
    ProtoWriter out = new ProtoWriter().bytesUnlessEmpty(1, name).bytesUnlessEmpty(2, passwordHash);
    for (String role : roles) {
      out.utf8(3, role);
    }
    switch (options) {
      case ABSENT -> {}
      case EMPTY -> out.bytes(4, Bytes.EMPTY);
      case NO_PASSWORD -> out.message(4, new ProtoWriter().varint(1, 1));
    }
    return out.toBytes();
  }

  /// {@return the row; refuses a name that differs from the key}
  public static UserRow decode(MemorySegment key, MemorySegment value, Origin where) {
    Bytes name = Bytes.EMPTY;
    Bytes passwordHash = Bytes.EMPTY;
    List<String> roles = new ArrayList<>();
    Options options = Options.ABSENT;
    ProtoReader reader = new ProtoReader(value, where);
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> name = reader.bytes();
        case 2 -> passwordHash = reader.bytes();
        case 3 -> roles.add(reader.utf8());
        case 4 -> options = options(reader.message());
        default -> reader.skip();
      }
    }
    requireName(key, name, "user name", where);
    return new UserRow(name, passwordHash, roles, options);
  }

  static void requireName(MemorySegment key, Bytes name, String what, Origin where) {
    if (!Bytes.of(key).equals(name)) {
      throw Refusal.of(where, what, Refusal.shown(key) + " as in the key", Refusal.shown(name));
    }
  }

  private static Options options(ProtoReader reader) {
    Options options = Options.EMPTY;
    while (reader.next()) {
      if (reader.field() == 1) {
        options = reader.bool() ? Options.NO_PASSWORD : Options.EMPTY;
      } else {
        reader.skip();
      }
    }
    return options;
  }
}
