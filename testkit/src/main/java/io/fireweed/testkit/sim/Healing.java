package io.fireweed.testkit.sim;

import io.fireweed.raft.Switch;
import io.fireweed.raft.progress.Configuration;
import io.fireweed.testkit.sim.RunPlan.Stress;
import io.fireweed.testkit.sim.invariant.Violation;
import io.fireweed.testkit.sim.invariant.ViolationKind;
import java.util.stream.Collectors;

/// The end of a run: nothing fails any more, so the group must get going again.
///
/// Not asked of a group that changes its members without pre-vote and check-quorum: there a learner
/// may know a higher term than the leader, which nobody tells the leader, and is never heard again.
/// Nor where the protocol itself has a [Deadlock].
///
/// Members that were removed stop once every other member knows of it; until then the others may
/// need them.
final class Healing {
  private static final long LOOK_MICROS = 500_000;

  private final World world;
  private final Clients clients;

  Healing(World world, Clients clients) {
    this.world = world;
    this.clients = clients;
  }

  /// @param next runs one event
  /// @param untilMicros when it must be done
  /// @throws Violation if it is not
  void run(Runnable next, long untilMicros) {
    if (!isPromised()) {
      return;
    }
    world.calm();
    long before = world.witness().committed();
    while (!isDone(before)) {
      if (world.scheduler().nowMicros() > untilMicros) {
        if (Deadlock.holds(world)) {
          return;
        }
        throw new Violation(ViolationKind.NO_PROGRESS, describe(before));
      }
      world.removable().forEach(Member::retire);
      world.anyLeader().ifPresent(clients::proposeTo);
      long lookMicros = world.scheduler().nowMicros() + LOOK_MICROS;
      while (world.scheduler().nowMicros() < lookMicros) {
        next.run();
      }
    }
  }

  private boolean isPromised() {
    boolean isGuarded =
        world.plan().switches().contains(Switch.CHECK_QUORUM)
            || world.plan().switches().contains(Switch.PRE_VOTE);
    return isGuarded || !world.plan().stresses().contains(Stress.CHANGE_MEMBERS);
  }

  /// {@return whether all members have applied something that was proposed after the faults}
  private boolean isDone(long before) {
    long needed = Math.max(before, world.newestIndex()) + 1;
    return world.witness().committed() >= needed
        && Configuration.of(world.newest()).members().stream()
            .allMatch(id -> world.member(id).hasApplied(needed));
  }

  private String describe(long before) {
    return "members %s, committed %d then and %d now: %s"
        .formatted(
            world.newest(),
            before,
            world.witness().committed(),
            world.running().stream()
                .flatMap(member -> member.engine().stream())
                .map(engine -> engine.node().status().toString())
                .collect(Collectors.joining("; ")));
  }
}
