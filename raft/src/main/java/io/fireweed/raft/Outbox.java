package io.fireweed.raft;

import io.fireweed.raft.message.Message;
import io.fireweed.raft.message.PeerMessage;
import java.util.ArrayList;
import java.util.List;

/// What a member wants to say: at once, or only when what it has written is durable.
///
/// Votes and acknowledgements are promises: they wait for the disk.
final class Outbox {
  private List<Message> now = new ArrayList<>();
  private List<Message> afterAppend = new ArrayList<>();

  void send(PeerMessage message) {
    switch (message.type()) {
      case APPEND_REPLY, VOTE_REPLY, PRE_VOTE_REPLY -> afterAppend.add(message);
      default -> now.add(message);
    }
  }

  boolean isEmpty() {
    return now.isEmpty() && afterAppend.isEmpty();
  }

  List<Message> now() {
    return now;
  }

  List<Message> afterAppend() {
    return afterAppend;
  }

  void clear() {
    now = new ArrayList<>();
    afterAppend = new ArrayList<>();
  }
}
