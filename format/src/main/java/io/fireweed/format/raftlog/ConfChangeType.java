package io.fireweed.format.raftlog;

import java.util.Optional;

/// What a [ConfChange] does to one member.
///
/// Source: raftpb of etcd 3.4.23 and raft 3.6.0.
public enum ConfChangeType {
  /// Adds a voter, or promotes a learner.
  ADD_NODE(0),
  REMOVE_NODE(1),
  /// Changes the peer URLs; raft itself ignores it.
  UPDATE_NODE(2),
  ADD_LEARNER_NODE(3);

  private final int code;

  ConfChangeType(int code) {
    this.code = code;
  }

  /// {@return the number on disk}
  public int code() {
    return code;
  }

  /// {@return the type with this number on disk}
  public static Optional<ConfChangeType> find(long code) {
    for (ConfChangeType type : values()) {
      if (type.code == code) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
