package io.fireweed.raft.quorum;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/// Two majorities, both of which must agree; outside of membership changes the second is empty.
///
/// @param incoming voters of the configuration that is, or is being moved to
/// @param outgoing voters of the configuration that is being left
public record JointQuorum(Majority incoming, Majority outgoing) {

  public boolean isJoint() {
    return !outgoing.isEmpty();
  }

  public boolean contains(long id) {
    return incoming.contains(id) || outgoing.contains(id);
  }

  /// {@return everyone who votes in either half, ascending}
  public List<Long> voters() {
    Collection<Long> all = new TreeSet<>(Long::compareUnsigned);
    all.addAll(incoming.voters());
    all.addAll(outgoing.voters());
    return List.copyOf(all);
  }

  /// {@return the highest index that both halves have committed}
  public long committed(Acknowledgements acknowledged) {
    long in = incoming.committed(acknowledged);
    if (outgoing.isEmpty()) {
      return in;
    }
    long out = outgoing.committed(acknowledged);
    return Long.compareUnsigned(in, out) < 0 ? in : out;
  }

  /// {@return won if both halves are, lost if one is}
  public VoteResult result(Votes votes) {
    VoteResult in = incoming.result(votes);
    VoteResult out = outgoing.result(votes);
    if (in == out) {
      return in;
    }
    return in == VoteResult.LOST || out == VoteResult.LOST ? VoteResult.LOST : VoteResult.PENDING;
  }

  /// {@return `(1 2 3)`, or `(1 2 3)&&(1)` in a joint configuration}
  public String describe() {
    return isJoint() ? incoming.describe() + "&&" + outgoing.describe() : incoming.describe();
  }
}
