package io.fireweed.testkit.sim.invariant;

import io.fireweed.raft.RoleName;
import io.fireweed.raft.message.Ballot;
import io.fireweed.raft.message.ElectionMessage.VoteReply;
import java.util.HashMap;
import java.util.Map;

/// A member votes for one candidate in a term, also across crashes: votes are taken as they were
/// sent, and a leader has voted for itself.
final class OneVotePerTerm implements Invariant {
  private final Map<Voter, Long> votes = new HashMap<>();

  private record Voter(long member, long term) {}

  @Override
  public void see(Fact fact) {
    if (fact instanceof Fact.Sent(long member, VoteReply reply, _, _)
        && reply.ballot() == Ballot.VOTE
        && !reply.isRejected()) {
      voted(new Voter(member, reply.term()), reply.to());
    } else if (fact instanceof Fact.Stood(var status, _, _)
        && status.softState().role() == RoleName.LEADER) {
      voted(new Voter(status.id(), status.hardState().term()), status.id());
    }
  }

  private void voted(Voter voter, long candidate) {
    Long known = votes.putIfAbsent(voter, candidate);
    if (known != null && known != candidate) {
      throw new Violation(
          ViolationKind.DOUBLE_VOTE,
          "member %d voted for %d and for %d in term %d"
              .formatted(voter.member(), known, candidate, voter.term()));
    }
  }
}
