package io.fireweed.format.wal;

import io.fireweed.format.raftlog.Dialect;

/// The releases whose `snapshot restore` writes different bytes.
///
/// | release | zero numbers | snapshot record behind the members |
/// |---|---|---|
/// | 3.4 | written | without configuration |
/// | 3.5, 3.6 | written | with it |
/// | 3.7 | left out | with it |
///
/// Source: directories restored by etcd 3.4.23, 3.5.30, 3.6.14 and 3.7.1.
public enum RestoreRelease {
  V3_4,
  V3_5,
  V3_6,
  V3_7;

  /// {@return how this release writes zeros}
  public Dialect dialect() {
    return this == V3_7 ? Dialect.IMPLICIT_ZEROS : Dialect.EXPLICIT_ZEROS;
  }
}
