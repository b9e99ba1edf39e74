package io.fireweed.testkit.sim.invariant;

import io.fireweed.format.raftlog.HardState;
import java.util.HashMap;
import java.util.Map;

/// Term and commit index of a member never fall; a crash may take them back to what is durable.
final class NothingRunsBackwards implements Invariant {
  private final Map<Long, HardState> last = new HashMap<>();

  @Override
  public void see(Fact fact) {
    switch (fact) {
      case Fact.Started(long member, HardState durable) -> last.put(member, durable);
      case Fact.Stood(var status, _, _) -> stood(status.id(), status.hardState());
      case Fact.Appended _, Fact.Sent _, Fact.Applied _, Fact.ReadBegan _, Fact.ReadAnswered _ -> {}
    }
  }

  private void stood(long member, HardState now) {
    HardState before = last.put(member, now);
    if (before != null && (now.term() < before.term() || now.commit() < before.commit())) {
      throw new Violation(
          ViolationKind.RAN_BACKWARDS,
          "member %d went from %s to %s".formatted(member, before, now));
    }
  }
}
