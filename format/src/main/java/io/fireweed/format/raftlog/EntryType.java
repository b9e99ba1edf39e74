package io.fireweed.format.raftlog;

import java.util.Optional;

/// What the data of an [Entry] is.
///
/// Source: raftpb of etcd 3.4.23 and raft 3.6.0.
public enum EntryType {
  /// A request, or nothing at all in a leader's first entry.
  NORMAL(0),
  /// A [ConfChange].
  CONF_CHANGE(1),
  /// A [ConfChangeV2].
  CONF_CHANGE_V2(2);

  private final int code;

  EntryType(int code) {
    this.code = code;
  }

  /// {@return the number on disk}
  public int code() {
    return code;
  }

  /// {@return the type with this number on disk}
  public static Optional<EntryType> find(long code) {
    if (code == 0) {
      return Optional.of(NORMAL);
    }
    if (code == 1) {
      return Optional.of(CONF_CHANGE);
    }
    return code == 2 ? Optional.of(CONF_CHANGE_V2) : Optional.empty();
  }
}
