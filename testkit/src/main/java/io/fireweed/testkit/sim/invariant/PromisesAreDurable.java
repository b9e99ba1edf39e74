package io.fireweed.testkit.sim.invariant;

import io.fireweed.format.raftlog.HardState;
import io.fireweed.raft.message.Ballot;
import io.fireweed.raft.message.ElectionMessage.VoteReply;
import io.fireweed.raft.message.LogMessage.AppendAccepted;

/// Votes and acknowledgements are on disk before they are sent.
///
/// One of an earlier term than the durable one binds nobody any more and is not looked at.
final class PromisesAreDurable implements Invariant {
  @Override
  public void see(Fact fact) {
    if (!(fact instanceof Fact.Sent sent) || sent.durable().term() > sent.message().term()) {
      return;
    }
    if (sent.message() instanceof VoteReply reply
        && reply.ballot() == Ballot.VOTE
        && !reply.isRejected()) {
      vote(sent.member(), reply, sent.durable());
    } else if (sent.message() instanceof AppendAccepted reply
        && reply.index() > sent.durableIndex()) {
      throw new Violation(
          ViolationKind.PROMISE_NOT_DURABLE,
          "member %d acknowledged entry %d, its disk ends at %d"
              .formatted(sent.member(), reply.index(), sent.durableIndex()));
    }
  }

  private static void vote(long member, VoteReply reply, HardState durable) {
    if (durable.term() != reply.term() || durable.vote() != reply.to()) {
      throw new Violation(
          ViolationKind.PROMISE_NOT_DURABLE,
          "member %d voted for %d in term %d, its disk says %s"
              .formatted(member, reply.to(), reply.term(), durable));
    }
  }
}
