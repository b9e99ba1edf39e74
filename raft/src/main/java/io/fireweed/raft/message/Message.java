package io.fireweed.raft.message;

/// One message that a member of a raft group sends or receives.
public sealed interface Message permits PeerMessage, StorageMessage {
  /// Nobody: a message that names no member.
  long NOBODY = 0;

  /// The thread that appends to this member's log.
  long APPEND_THREAD = -1L;

  /// The thread that applies this member's committed entries.
  long APPLY_THREAD = -2L;

  long to();

  long from();

  /// {@return the sender's term, or 0 for a message that belongs to no term}
  long term();

  MessageType type();

  /// {@return the message with every field that etcd's layout has}
  FlatMessage flat();

  /// {@return the line, or lines, that traces show}
  default String describe() {
    return Describe.message(this);
  }
}
