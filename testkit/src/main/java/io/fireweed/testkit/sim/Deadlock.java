package io.fireweed.testkit.sim;

import io.fireweed.format.raftlog.Entry;
import io.fireweed.raft.Status;
import io.fireweed.raft.log.LogPosition;
import java.util.List;

/// A group that raft itself leaves without a leader, with every member running.
///
/// A member that was demoted or removed knows that it may not campaign. If others do not know it
/// yet they need its vote, and if its log has a tail that theirs lack they do not get it. So a
/// group of two that its leader leaves can be stuck for good; so can a joint configuration. The
/// protocol knows no way out but an operator's, hence this is not held against the core.
final class Deadlock {
  private Deadlock() {}

  static boolean holds(World world) {
    List<Engine> running = world.running().stream().flatMap(m -> m.engine().stream()).toList();
    return running.stream()
        .anyMatch(voter -> running.stream().anyMatch(other -> refuses(voter, other)));
  }

  private static boolean refuses(Engine voter, Engine candidate) {
    Status theirs = candidate.node().status();
    Status own = voter.node().status();
    return theirs.configuration().quorum().contains(candidate.id())
        && theirs.configuration().quorum().contains(voter.id())
        && !own.configuration().quorum().contains(voter.id())
        && !last(candidate, theirs).isUpToDateWith(last(voter, own));
  }

  private static LogPosition last(Engine engine, Status status) {
    List<Entry> end = engine.node().entries(status.lastIndex(), Long.MAX_VALUE);
    return end.isEmpty()
        ? new LogPosition(engine.machine().term(), engine.machine().index())
        : new LogPosition(end.getFirst().term(), end.getFirst().index());
  }
}
