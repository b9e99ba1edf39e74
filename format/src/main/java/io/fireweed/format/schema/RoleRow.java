package io.fireweed.format.schema;

import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import io.fireweed.format.wire.ProtoReader;
import io.fireweed.format.wire.ProtoWriter;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Row of the `authRoles` bucket. The key is the role's name.
///
/// | field | type | name | meaning |
/// |---|---|---|---|
/// | 1 | bytes | name | equal to the key |
/// | 2 | message, repeated | [Permission] | sorted by key |
///
/// Worked bytes: key `root`, value `0a 04 726f6f74`.
///
/// Source: etcd 3.4.23 to 3.7.1, authpb and auth.
public record RoleRow(Bytes name, List<Permission> permissions) {
  public RoleRow {
    permissions = List.copyOf(permissions);
  }

  public Bytes key() {
    return name;
  }

  public Bytes value() {
    ProtoWriter out = new ProtoWriter().bytesUnlessEmpty(1, name);
    for (Permission permission : permissions) {
      out.message(2, permission.write());
    }
    return out.toBytes();
  }

  /// {@return the row; refuses a name that differs from the key}
  public static RoleRow decode(MemorySegment key, MemorySegment value, Origin where) {
    Bytes name = Bytes.EMPTY;
    List<Permission> permissions = new ArrayList<>();
    ProtoReader reader = new ProtoReader(value, where);
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> name = reader.bytes();
        case 2 -> permissions.add(Permission.decode(reader.message()));
        default -> reader.skip();
      }
    }
    UserRow.requireName(key, name, "role name", where);
    return new RoleRow(name, permissions);
  }
}
