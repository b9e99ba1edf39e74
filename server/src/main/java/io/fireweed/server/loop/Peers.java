package io.fireweed.server.loop;

import io.fireweed.raft.message.Message;
import java.util.List;

/// The way to the other members. Must not wait: what cannot be sent is dropped, raft sends again.
@FunctionalInterface
public interface Peers {
  /// For a member without others.
  Peers NONE = _ -> {};

  void send(List<Message> messages);
}
