package io.fireweed.server.rpc;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.auth.Permission;

/// Permissions as the Auth service sends and takes them.
final class PermissionMessages {
  /// What the role root may do.
  static final Permission EVERYTHING =
      Permission.newBuilder()
          .setPermType(Permission.Type.READWRITE)
          .setRangeEnd(ByteString.copyFrom(new byte[] {0}))
          .build();

  private PermissionMessages() {}

  static boolean isKnown(Permission permission) {
    return permission.getPermType() != Permission.Type.UNRECOGNIZED;
  }

  static Permission message(io.fireweed.format.schema.Permission row) {
    return Permission.newBuilder()
        .setPermTypeValue(row.type().number())
        .setKey(ByteString.copyFrom(row.key().buffer()))
        .setRangeEnd(ByteString.copyFrom(row.rangeEnd().buffer()))
        .build();
  }
}
