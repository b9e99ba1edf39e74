package io.fireweed.testkit.sim.invariant;

import io.fireweed.format.raftlog.ConfState;
import java.util.List;
import java.util.function.LongPredicate;

/// What a quorum is, once more and as plainly as possible.
final class NaiveQuorum {
  private NaiveQuorum() {}

  /// {@return whether more than half of the voters, of each half if there are two, agree}
  static boolean agrees(ConfState members, LongPredicate member) {
    boolean isJoint = !members.votersOutgoing().isEmpty();
    return majority(members.voters(), member)
        && (!isJoint || majority(members.votersOutgoing(), member));
  }

  private static boolean majority(List<Long> voters, LongPredicate member) {
    long agreeing = voters.stream().filter(member::test).count();
    return 2 * agreeing > voters.size();
  }
}
