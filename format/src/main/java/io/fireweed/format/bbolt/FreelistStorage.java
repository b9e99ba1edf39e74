package io.fireweed.format.bbolt;

/// Whether a db stores its free pages.
public enum FreelistStorage {
  /// A page that no bucket reaches is free; what etcd writes on Linux.
  NONE,
  /// A [FreelistPage] lists them; what other bbolt programs write by default.
  STORED
}
