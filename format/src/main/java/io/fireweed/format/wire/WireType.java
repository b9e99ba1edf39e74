package io.fireweed.format.wire;

/// The protobuf wire types that etcd's files use; a group is only ever skipped.
public enum WireType {
  VARINT(0),
  FIXED64(1),
  LENGTH_DELIMITED(2),
  GROUP(3),
  FIXED32(5);

  private final int code;

  WireType(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
