package io.fireweed.testkit.sim;

import io.fireweed.format.wire.Bytes;
import io.fireweed.testkit.sim.invariant.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Who writes and reads, anywhere.
final class Clients {
  private static final int MAX_BATCH = 3;
  private static final int MAX_PADDING = 120;

  private final World world;
  private final SplittableRandom random;
  private long lastProposal;
  private long lastRead;

  Clients(World world) {
    this.world = world;
    this.random = world.random();
  }

  void propose() {
    world.any(world.running()).flatMap(Member::engine).ifPresent(this::proposeTo);
  }

  void proposeTo(Engine engine) {
    List<Bytes> batch = new ArrayList<>();
    for (int i = random.nextInt(MAX_BATCH); i >= 0; i--) {
      lastProposal++;
      Bytes padding = Bytes.of(new byte[random.nextInt(MAX_PADDING)]);
      batch.add(Bytes.ofLong(lastProposal).plus(padding));
    }
    engine.node().propose(batch);
    engine.pump();
  }

  void read() {
    world.any(world.running()).flatMap(Member::engine).ifPresent(this::readFrom);
  }

  private void readFrom(Engine engine) {
    lastRead++;
    world.witness().see(new Fact.ReadBegan(lastRead));
    engine.node().readIndex(Bytes.ofLong(lastRead));
    engine.pump();
  }
}
