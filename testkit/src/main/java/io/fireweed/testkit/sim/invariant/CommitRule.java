package io.fireweed.testkit.sim.invariant;

import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.raft.Node;
import io.fireweed.raft.RoleName;
import io.fireweed.raft.Status;
import io.fireweed.raft.message.LogMessage.AppendAccepted;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A leader commits an entry of its own term that a quorum has said, in that term, to store.
///
/// Whoever has said so is known from the messages that were sent, which may have been lost since:
/// so this finds commits without a quorum, not every commit that the leader could not know of. A
/// configuration may change in the event that commits: the one before it will do as well.
final class CommitRule implements Invariant {
  private final Map<Promise, Long> acknowledged = new HashMap<>();
  private final Map<Long, Status> last = new HashMap<>();

  private record Promise(long member, long term) {}

  @Override
  public void see(Fact fact) {
    switch (fact) {
      case Fact.Sent(long member, AppendAccepted reply, _, _) ->
          acknowledged.merge(new Promise(member, reply.term()), reply.index(), Math::max);
      case Fact.Started(long member, _) -> last.remove(member);
      case Fact.Stood stood -> {
        Status now = stood.status();
        Optional<Status> before = Optional.ofNullable(last.put(now.id(), now));
        if (now.softState().role() == RoleName.LEADER) {
          before.ifPresent(known -> led(known, stood));
        }
      }
      case Fact.Sent _, Fact.Appended _, Fact.Applied _, Fact.ReadBegan _, Fact.ReadAnswered _ -> {}
    }
  }

  private void led(Status before, Fact.Stood stood) {
    Status now = stood.status();
    long commit = now.hardState().commit();
    if (commit == before.hardState().commit()) {
      return;
    }
    long term = now.hardState().term();
    if (!isOfTerm(stood.node(), commit, term)) {
      throw new Violation(
          ViolationKind.COMMIT_WITHOUT_QUORUM,
          "member %d committed up to %d, which is not of its term %d"
              .formatted(now.id(), commit, term));
    }
    if (!isStored(now.configuration().state(), stood)
        && !isStored(before.configuration().state(), stood)) {
      throw new Violation(
          ViolationKind.COMMIT_WITHOUT_QUORUM,
          "member %d committed %d in term %d with %s, acknowledged was %s"
              .formatted(now.id(), commit, term, now.configuration().describe(), acknowledged));
    }
  }

  private static boolean isOfTerm(Node node, long index, long term) {
    List<Entry> entries = node.entries(index, 1);
    return entries.isEmpty()
        || entries.getFirst().index() > index
        || entries.getFirst().term() == term;
  }

  private boolean isStored(ConfState members, Fact.Stood stood) {
    long leader = stood.status().id();
    long term = stood.status().hardState().term();
    long commit = stood.status().hardState().commit();
    return NaiveQuorum.agrees(
        members,
        id ->
            id == leader
                ? stood.durableIndex() >= commit
                : acknowledged.getOrDefault(new Promise(id, term), 0L) >= commit);
  }
}
