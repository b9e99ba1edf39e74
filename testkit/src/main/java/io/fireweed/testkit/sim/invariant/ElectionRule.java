package io.fireweed.testkit.sim.invariant;

import io.fireweed.format.raftlog.ConfState;
import io.fireweed.raft.RoleName;
import io.fireweed.raft.Status;
import io.fireweed.raft.message.Ballot;
import io.fireweed.raft.message.ElectionMessage.VoteReply;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Whoever leads was voted for by a quorum of its configuration, or of the one before the event.
final class ElectionRule implements Invariant {
  private final Map<Candidacy, Set<Long>> votes = new HashMap<>();
  private final Map<Long, ConfState> before = new HashMap<>();
  private final Set<Long> terms = new HashSet<>();

  private record Candidacy(long candidate, long term) {}

  @Override
  public void see(Fact fact) {
    if (fact instanceof Fact.Sent(long member, VoteReply reply, _, _)
        && reply.ballot() == Ballot.VOTE
        && !reply.isRejected()) {
      votes
          .computeIfAbsent(new Candidacy(reply.to(), reply.term()), _ -> new HashSet<>())
          .add(member);
    } else if (fact instanceof Fact.Stood stood) {
      stood(stood.status());
    }
  }

  private void stood(Status status) {
    ConfState now = status.configuration().state();
    ConfState known = before.getOrDefault(status.id(), now);
    before.put(status.id(), now);
    boolean isElected =
        status.softState().role() == RoleName.LEADER && terms.add(status.hardState().term());
    if (isElected && !isVotedFor(status, now) && !isVotedFor(status, known)) {
      throw new Violation(
          ViolationKind.ELECTED_WITHOUT_QUORUM,
          "member %d leads in term %d with %s, votes were %s"
              .formatted(
                  status.id(),
                  status.hardState().term(),
                  status.configuration().describe(),
                  votes.get(new Candidacy(status.id(), status.hardState().term()))));
    }
  }

  private boolean isVotedFor(Status status, ConfState members) {
    Set<Long> voters =
        votes.getOrDefault(new Candidacy(status.id(), status.hardState().term()), Set.of());
    return NaiveQuorum.agrees(members, id -> id == status.id() || voters.contains(id));
  }
}
