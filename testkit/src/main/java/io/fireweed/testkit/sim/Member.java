package io.fireweed.testkit.sim;

import io.fireweed.format.raftlog.ConfState;
import io.fireweed.raft.Config;
import io.fireweed.raft.Switch;
import java.util.Optional;

/// One member: its disk, which lasts, and its process, which comes and goes.
final class Member {
  private final World world;
  private final long id;
  private final Disk disk;
  private final long tickMicros;
  private Optional<Engine> engine = Optional.empty();
  private int life;
  private boolean isRetired;

  Member(World world, long id, Disk disk, long tickMicros) {
    this.world = world;
    this.id = id;
    this.disk = disk;
    this.tickMicros = tickMicros;
  }

  long id() {
    return id;
  }

  /// {@return the running process; nothing while it is down}
  Optional<Engine> engine() {
    return engine;
  }

  /// {@return how often it has started}
  int life() {
    return life;
  }

  boolean isRetired() {
    return isRetired;
  }

  void start() {
    if (engine.isPresent() || isRetired) {
      return;
    }
    life++;
    Config config = world.config(id, disk.synced().snapshot().index());
    Engine started =
        config.switches().contains(Switch.ASYNC_STORAGE)
            ? new AsyncEngine(world, config, life, disk)
            : new BlockingEngine(world, config, life, disk);
    engine = Optional.of(started);
    planTick();
    started.pump();
  }

  void crash() {
    if (engine.isPresent()) {
      engine = Optional.empty();
      world.coverage().count(Happening.CRASH);
      if (disk.crash(world.random())) {
        world.coverage().count(Happening.LOSS);
      }
    }
  }

  /// Stops for good, as a member that was removed.
  void retire() {
    crash();
    isRetired = true;
  }

  /// {@return whether it runs, has applied everything up to `index`, and takes those for members
  /// that the log says}
  boolean hasApplied(long index) {
    return engine
        .filter(running -> running.machine().index() >= index)
        .filter(running -> configured(running).equals(running.machine().members()))
        .isPresent();
  }

  /// {@return whether a crash cannot make it forget that entry `index` is committed}
  boolean knowsForGood(long index) {
    return hasApplied(index) && disk.synced().hardState().commit() >= index;
  }

  private static ConfState configured(Engine engine) {
    return engine.node().status().configuration().state();
  }

  boolean lives(int asked) {
    return engine.isPresent() && life == asked;
  }

  void tick() {
    engine.ifPresent(Engine::tick);
    planTick();
  }

  private void planTick() {
    long jitter = world.random().nextLong(tickMicros / 10);
    world.scheduler().after(tickMicros + jitter, new SimEvent.Tick(id, life));
  }
}
