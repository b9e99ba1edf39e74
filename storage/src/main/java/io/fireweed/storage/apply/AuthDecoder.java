package io.fireweed.storage.apply;

import io.fireweed.format.fault.UnsupportedException;
import io.fireweed.format.schema.Permission;
import io.fireweed.format.schema.UserRow;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.ProtoReader;
import java.util.Optional;

/// Reads requests on users, roles and permissions.
///
/// | field | request | fields |
/// |---|---|---|
/// | 1000, 1011 | enable, disable | |
/// | 1012 | authenticate: no effect on the db | 1 name, 2 password, 3 simple token |
/// | 1013 | status | |
/// | 1100 | user add | 1 name, 2 password, 3 options {1 no password}, 4 hashed password |
/// | 1101 | user delete | 1 name |
/// | 1102, 1106, 1107, 1202 | user get, user list, role list, role get | |
/// | 1103 | change password | 1 name, 2 password, 3 hashed password |
/// | 1104 | grant role | 1 user, 2 role |
/// | 1105 | revoke role | 1 name, 2 role |
/// | 1200 | role add | 1 name |
/// | 1201 | role delete | 1 role |
/// | 1203 | grant permission | 1 name, 2 permission {1 type, 2 key, 3 range_end} |
/// | 1204 | revoke permission | 1 role, 2 key, 3 range_end |
///
/// Source: etcd 3.4.23 to 3.7.1, etcdserverpb.
final class AuthDecoder {
  private AuthDecoder() {}

  static Command decode(int field, ProtoReader reader) {
    switch (field) {
      case 1000, 1011, 1013, 1102, 1106, 1107, 1202 -> {
        reader.segment();
        return switch (field) {
          case 1000 -> new Command.AuthEnable();
          case 1011 -> new Command.AuthDisable();
          case 1013, 1106, 1107 -> new Command.AuthRead();
          default -> new Command.NoEffect();
        };
      }
      default -> {}
    }
    return switch (field) {
      case 1012 -> {
        Texts texts = Texts.of(reader);
        yield new Command.Authenticate(texts.first(), texts.third());
      }
      case 1100 -> userAdd(reader.message());
      case 1101 -> new Command.UserDelete(Texts.of(reader).first());
      case 1103 -> {
        Texts texts = Texts.of(reader);
        yield new Command.UserChangePassword(texts.first(), texts.second(), texts.third());
      }
      case 1104 -> {
        Texts texts = Texts.of(reader);
        yield new Command.UserGrantRole(texts.first(), texts.second());
      }
      case 1105 -> {
        Texts texts = Texts.of(reader);
        yield new Command.UserRevokeRole(texts.first(), texts.second());
      }
      case 1200 -> new Command.RoleAdd(Texts.of(reader).first());
      case 1201 -> new Command.RoleDelete(Texts.of(reader).first());
      case 1203 -> roleGrant(reader.message());
      case 1204 -> {
        Texts texts = Texts.of(reader);
        yield new Command.RoleRevoke(texts.first(), texts.second(), texts.third());
      }
      default ->
          throw new UnsupportedException(
              reader.origin().name() + ": request of kind " + field + " is not known",
              "use a newer release of this tool for the log of a newer etcd");
    };
  }

  /// Fields 1 to 3 of a message, each bytes.
  private record Texts(Bytes first, Bytes second, Bytes third) {
    static Texts of(ProtoReader outer) {
      ProtoReader reader = outer.message();
      Bytes first = Bytes.EMPTY;
      Bytes second = Bytes.EMPTY;
      Bytes third = Bytes.EMPTY;
      while (reader.next()) {
        switch (reader.field()) {
          case 1 -> first = reader.bytes();
          case 2 -> second = reader.bytes();
          case 3 -> third = reader.bytes();
          default -> reader.skip();
        }
      }
      return new Texts(first, second, third);
    }
  }

  private static Command userAdd(ProtoReader reader) {
    Bytes name = Bytes.EMPTY;
    Bytes password = Bytes.EMPTY;
    Bytes hashedPassword = Bytes.EMPTY;
    UserRow.Options options = UserRow.Options.EMPTY;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> name = reader.bytes();
        case 2 -> password = reader.bytes();
        case 3 -> options = options(reader.message());
        case 4 -> hashedPassword = reader.bytes();
        default -> reader.skip();
      }
    }
    return new Command.UserAdd(name, password, options, hashedPassword);
  }

  private static UserRow.Options options(ProtoReader reader) {
    UserRow.Options options = UserRow.Options.EMPTY;
    while (reader.next()) {
      if (reader.field() == 1) {
        options = reader.bool() ? UserRow.Options.NO_PASSWORD : UserRow.Options.EMPTY;
      } else {
        reader.skip();
      }
    }
    return options;
  }

  private static Command roleGrant(ProtoReader reader) {
    Bytes name = Bytes.EMPTY;
    Optional<Permission> permission = Optional.empty();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> name = reader.bytes();
        case 2 -> permission = Optional.of(permission(reader.message()));
        default -> reader.skip();
      }
    }
    return new Command.RoleGrant(name, permission);
  }

  private static Permission permission(ProtoReader reader) {
    long type = 0;
    Bytes key = Bytes.EMPTY;
    Bytes rangeEnd = Bytes.EMPTY;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> type = reader.varint();
        case 2 -> key = reader.bytes();
        case 3 -> rangeEnd = reader.bytes();
        default -> reader.skip();
      }
    }
    for (Permission.Type known : Permission.Type.values()) {
      if (known.number() == type) {
        return new Permission(known, key, rangeEnd);
      }
    }
    throw reader.corrupt("permission type", "0 to 2", Long.toUnsignedString(type));
  }
}
