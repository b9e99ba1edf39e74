package io.fireweed.recovery.salvage;

import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.raftlog.ConfChange;
import io.fireweed.format.raftlog.ConfChangeType;
import io.fireweed.format.raftlog.ConfChangeV2;
import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.wire.Origin;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Who votes, as raft sees it at one index.
///
/// A change of one member acts at once. A change of several enters a joint configuration, in which
/// the voters before it (outgoing) and those after it (incoming) must both agree; an empty change
/// leaves it.
///
/// Source: etcd raft v3.6.0, membership changes.
///
/// @param incoming voters now
/// @param outgoing voters of the outgoing half, empty unless joint
public record VoterSet(Set<Long> incoming, Set<Long> outgoing) {
  /// Before any change.
  public static final VoterSet NONE = new VoterSet(Set.of(), Set.of());

  public VoterSet {
    incoming = Set.copyOf(incoming);
    outgoing = Set.copyOf(outgoing);
  }

  public static VoterSet of(ConfState state) {
    return new VoterSet(Set.copyOf(state.voters()), Set.copyOf(state.votersOutgoing()));
  }

  /// {@return the voters after `entry`}
  ///
  /// @throws CorruptException if the entry is a membership change that cannot be read
  public VoterSet after(Entry entry) {
    Origin where = new Origin("entry " + entry.index(), 0);
    return switch (entry.type()) {
      case NORMAL -> this;
      case CONF_CHANGE -> {
        ConfChange change = ConfChange.decode(entry.data().segment(), where);
        yield new VoterSet(changed(incoming, change.type(), change.nodeId()), outgoing);
      }
      case CONF_CHANGE_V2 -> after(ConfChangeV2.decode(entry.data().segment(), where));
    };
  }

  private VoterSet after(ConfChangeV2 change) {
    List<ConfChangeV2.Single> changes = change.changes();
    if (changes.isEmpty()) {
      return new VoterSet(incoming, Set.of());
    }
    Set<Long> voters = incoming;
    for (ConfChangeV2.Single single : changes) {
      voters = changed(voters, single.type(), single.nodeId());
    }
    boolean joint = changes.size() > 1 || change.transition() != 0;
    return new VoterSet(voters, joint ? incoming : outgoing);
  }

  private static Set<Long> changed(Set<Long> voters, ConfChangeType type, long id) {
    Set<Long> after = new TreeSet<>(voters);
    switch (type) {
      case ADD_NODE -> after.add(id);
      case REMOVE_NODE, ADD_LEARNER_NODE -> after.remove(id);
      case UPDATE_NODE -> {}
    }
    return after;
  }
}
