package io.fireweed.raft.message;

/// A message between two members.
public sealed interface PeerMessage extends Message
    permits ElectionMessage, LogMessage, ReadMessage {

  /// {@return whether this may come without a term: it asks for something that any term can do}
  default boolean isTermless() {
    return switch (type()) {
      case PROPOSE, READ_INDEX, TRANSFER_LEADER -> true;
      default -> false;
    };
  }

  /// {@return whether this answers another message, so that a stranger's is of no use}
  default boolean isReply() {
    return switch (type()) {
      case APPEND_REPLY, VOTE_REPLY, PRE_VOTE_REPLY, HEARTBEAT_REPLY, READ_INDEX_REPLY -> true;
      default -> false;
    };
  }
}
