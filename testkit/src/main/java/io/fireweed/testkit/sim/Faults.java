package io.fireweed.testkit.sim;

import io.fireweed.testkit.sim.RunPlan.Stress;
import java.util.List;
import java.util.SplittableRandom;

/// What goes wrong: members crash, links are cut in one direction or both, and heal again.
final class Faults {
  private static final long LONGEST_DOWN_MICROS = 4_000_000;

  private final World world;
  private final SplittableRandom random;

  Faults(World world) {
    this.world = world;
    this.random = world.random();
  }

  void act() {
    int draw = random.nextInt(10);
    if (world.plan().stresses().contains(Stress.CRASH) && draw < 5) {
      crash(draw);
    } else if (world.plan().stresses().contains(Stress.PARTITION)) {
      partition(draw);
    }
  }

  private void crash(int draw) {
    switch (draw) {
      case 0 -> world.running().forEach(this::crash);
      case 1 -> world.running().stream().filter(_ -> random.nextBoolean()).forEach(this::crash);
      case 2 -> world.anyLeader().ifPresent(leader -> crash(world.member(leader.id())));
      default -> world.any(world.running()).ifPresent(this::crash);
    }
  }

  private void crash(Member member) {
    member.crash();
    long longest = random.nextBoolean() ? 50_000 : LONGEST_DOWN_MICROS;
    world.scheduler().after(random.nextLong(longest), new SimEvent.Restart(member.id()));
  }

  private void partition(int draw) {
    List<Member> all = world.members();
    switch (draw) {
      case 5 -> split(all);
      case 6 -> world.anyLeader().ifPresent(leader -> isolate(all, leader.id(), Direction.BOTH));
      case 7 -> isolate(all, anyId(all), Direction.any(random));
      case 8 -> world.network().cut(anyId(all), anyId(all));
      default -> world.network().heal();
    }
  }

  private long anyId(List<Member> all) {
    return all.get(random.nextInt(all.size())).id();
  }

  private void split(List<Member> all) {
    world.network().heal();
    List<Member> left = all.stream().filter(_ -> random.nextBoolean()).toList();
    for (Member inside : left) {
      for (Member outside : all) {
        if (!left.contains(outside)) {
          world.network().cut(inside.id(), outside.id());
          world.network().cut(outside.id(), inside.id());
        }
      }
    }
  }

  private void isolate(List<Member> all, long id, Direction direction) {
    for (Member other : all) {
      if (direction != Direction.OUTWARD) {
        world.network().cut(other.id(), id);
      }
      if (direction != Direction.INWARD) {
        world.network().cut(id, other.id());
      }
    }
  }

  /// Which way a member is cut off.
  private enum Direction {
    INWARD,
    OUTWARD,
    BOTH;

    static Direction any(SplittableRandom random) {
      return values()[random.nextInt(values().length)];
    }
  }
}
