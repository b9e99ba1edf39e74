package io.fireweed.testkit.sim.invariant;

import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.HardState;
import io.fireweed.raft.Node;
import io.fireweed.raft.Status;
import io.fireweed.raft.message.PeerMessage;
import java.util.List;

/// Something that happened in a run, as far as an invariant cares.
public sealed interface Fact {
  /// A member stands like this after an event that touched it.
  ///
  /// @param durableIndex the last entry that a crash at this moment would leave
  record Stood(Status status, Node node, long durableIndex) implements Fact {}

  /// A member handed out entries to be stored after one of `previousTerm`.
  record Appended(long member, long previousTerm, List<Entry> entries) implements Fact {
    public Appended {
      entries = List.copyOf(entries);
    }
  }

  /// A member sent a message, or counts a promise of its own.
  ///
  /// @param durable what a crash at this moment would leave of its term and vote
  /// @param durableIndex the last entry that a crash at this moment would leave
  record Sent(long member, PeerMessage message, HardState durable, long durableIndex)
      implements Fact {}

  /// A member's state machine is at `index`.
  ///
  /// @param hash of everything it has applied
  record Applied(long member, long index, long hash) implements Fact {}

  /// A read was asked for.
  record ReadBegan(long read) implements Fact {}

  /// The core says that a read may be answered once `index` is applied.
  record ReadAnswered(long read, long member, long index) implements Fact {}

  /// A member starts from what its disk holds.
  record Started(long member, HardState durable) implements Fact {}
}
