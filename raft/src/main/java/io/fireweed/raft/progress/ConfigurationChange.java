package io.fireweed.raft.progress;

import io.fireweed.format.raftlog.ConfChangeType;
import io.fireweed.format.raftlog.ConfChangeV2;
import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.wire.Bytes;
import io.fireweed.raft.quorum.Majority;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// From one configuration to the next, or a reason why not.
///
/// | change | allowed from | what it may do |
/// |---|---|---|
/// | simple | not joint | change one voter at most, so that old and new quorums overlap |
/// | enter joint | not joint, some voter | anything; both halves decide until it is left |
/// | leave joint | joint | nothing more |
///
/// None may leave the group without voters. Changes of member 0 are ignored.
public final class ConfigurationChange {
  private ConfigurationChange() {}

  /// What came of a change.
  public sealed interface Outcome {
    /// The change is done.
    ///
    /// @param restarted members that were removed and added again within this one change
    record Done(Configuration next, Set<Long> restarted) implements Outcome {
      public Done {
        restarted = Set.copyOf(restarted);
      }
    }

    /// The change is not possible.
    record Refused(String reason) implements Outcome {}
  }

  /// {@return what comes of `change`, of whichever kind it is}
  public static Outcome apply(Configuration from, ConfChangeV2 change) {
    if (change.isLeave()) {
      return leaveJoint(from);
    }
    return change.isJoint() ? enterJoint(from, change) : simple(from, change.changes());
  }

  /// {@return what comes of changes that act at once}
  public static Outcome simple(Configuration from, List<ConfChangeV2.Single> changes) {
    if (from.isJoint()) {
      return new Outcome.Refused("can't apply simple config change in joint config");
    }
    ConfState state = from.state();
    for (ConfChangeV2.Single change : changes) {
      if (change.nodeId() != 0) {
        state = state.after(change.type(), change.nodeId());
      }
    }
    Configuration next = Configuration.of(state);
    if (next.quorum().incoming().isEmpty()) {
      return new Outcome.Refused("removed all voters");
    }
    if (difference(from.quorum().incoming(), next.quorum().incoming()) > 1) {
      return new Outcome.Refused("more than one voter changed without entering joint config");
    }
    return new Outcome.Done(next, restarted(next.quorum().outgoing(), changes));
  }

  private static Outcome enterJoint(Configuration from, ConfChangeV2 change) {
    if (from.isJoint()) {
      return new Outcome.Refused("config is already joint");
    }
    if (from.quorum().incoming().isEmpty()) {
      return new Outcome.Refused("can't make a zero-voter config joint");
    }
    if (change.transition() < 0 || change.transition() > ConfChangeV2.JOINT_BY_REQUEST) {
      String transition = Long.toUnsignedString(change.transition());
      return new Outcome.Refused("unknown transition " + transition);
    }
    List<ConfChangeV2.Single> named =
        change.changes().stream().filter(single -> single.nodeId() != 0).toList();
    long transition =
        change.transition() == ConfChangeV2.AUTOMATIC ? ConfChangeV2.JOINT : change.transition();
    Configuration next =
        Configuration.of(from.state().after(new ConfChangeV2(transition, named, change.context())));
    if (next.quorum().incoming().isEmpty()) {
      return new Outcome.Refused("removed all voters");
    }
    return new Outcome.Done(next, restarted(next.quorum().outgoing(), named));
  }

  private static Outcome leaveJoint(Configuration from) {
    if (!from.isJoint()) {
      return new Outcome.Refused("can't leave a non-joint config");
    }
    ConfChangeV2 leave = new ConfChangeV2(ConfChangeV2.AUTOMATIC, List.of(), Bytes.EMPTY);
    return new Outcome.Done(Configuration.of(from.state().after(leave)), Set.of());
  }

  private static int difference(Majority before, Majority after) {
    Set<Long> left = new HashSet<>(before.voters());
    Set<Long> joined = new HashSet<>(after.voters());
    after.voters().forEach(left::remove);
    before.voters().forEach(joined::remove);
    return left.size() + joined.size();
  }

  private static Set<Long> restarted(Majority outgoing, List<ConfChangeV2.Single> changes) {
    Set<Long> removed = new HashSet<>();
    for (ConfChangeV2.Single change : changes) {
      boolean isRemoval = change.type() == ConfChangeType.REMOVE_NODE;
      if (isRemoval && !outgoing.contains(change.nodeId())) {
        removed.add(change.nodeId());
      }
    }
    return removed;
  }
}
