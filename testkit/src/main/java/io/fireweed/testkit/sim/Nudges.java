package io.fireweed.testkit.sim;

import io.fireweed.raft.progress.Configuration;
import java.util.List;
import java.util.SplittableRandom;

/// What somebody asks of a member out of turn: hand over, campaign, forget the leader.
final class Nudges {
  private final World world;
  private final SplittableRandom random;

  Nudges(World world) {
    this.world = world;
    this.random = world.random();
  }

  void act() {
    switch (random.nextInt(6)) {
      case 0, 1 -> world.anyLeader().ifPresent(this::transfer);
      case 2 -> world.any(world.running()).flatMap(Member::engine).ifPresent(this::transfer);
      case 3 -> world.any(world.running()).flatMap(Member::engine).ifPresent(Nudges::campaign);
      default -> world.any(world.running()).flatMap(Member::engine).ifPresent(Nudges::forget);
    }
  }

  private void transfer(Engine engine) {
    Configuration now = engine.node().status().configuration();
    List<Long> choices = now.members();
    if (!choices.isEmpty()) {
      engine.node().transferLeadership(choices.get(random.nextInt(choices.size())));
      engine.pump();
    }
  }

  private static void campaign(Engine engine) {
    engine.node().campaign();
    engine.pump();
  }

  private static void forget(Engine engine) {
    engine.node().forgetLeader();
    engine.pump();
  }
}
