package io.fireweed.format.schema;

import io.fireweed.format.wire.Bytes;

/// Keys of the `auth` bucket.
///
/// | key | value |
/// |---|---|
/// | `authEnabled` | one byte, 01 or 00; absent before the first enable |
/// | `authRevision` | u64 big endian, 1 in a new store |
///
/// Source: etcd 3.4.23 to 3.7.1, auth.
public enum AuthKey {
  ENABLED("authEnabled"),
  REVISION("authRevision");

  private final String label;

  @SuppressWarnings("ImmutableEnumChecker") // Bytes never change.
  private final Bytes bytes;

  AuthKey(String label) {
    this.label = label;
    this.bytes = Bytes.ofUtf8(label);
  }

  public String label() {
    return label;
  }

  public Bytes bytes() {
    return bytes;
  }
}
