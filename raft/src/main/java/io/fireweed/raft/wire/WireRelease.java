package io.fireweed.raft.wire;

import io.fireweed.format.raftlog.Dialect;

/// The release of etcd that a message is written for; every one is always read.
///
/// | etcd | number that is zero | snapshot where there is none | field 13 (vote) |
/// |---|---|---|---|
/// | 3.4, 3.5 | written | written, empty | not known |
/// | 3.6 | written | left out | written, 0 |
/// | 3.7 | left out, unless its kind of message always sets it | left out | left out |
///
/// Source: raftpb of etcd 3.4.23 and 3.5.30, raft 3.6.0 and 3.7.0.
public enum WireRelease {
  V3_4,
  V3_5,
  V3_6,
  V3_7;

  Dialect dialect() {
    return switch (this) {
      case V3_4, V3_5, V3_6 -> Dialect.EXPLICIT_ZEROS;
      case V3_7 -> Dialect.IMPLICIT_ZEROS;
    };
  }
}
