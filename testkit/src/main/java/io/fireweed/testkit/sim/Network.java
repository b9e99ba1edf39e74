package io.fireweed.testkit.sim;

import io.fireweed.format.wire.Origin;
import io.fireweed.raft.SnapshotOutcome;
import io.fireweed.raft.message.LogMessage.InstallSnapshot;
import io.fireweed.raft.message.PeerMessage;
import io.fireweed.raft.wire.MessageCodec;
import io.fireweed.raft.wire.WireRelease;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/// Carries messages between members: late, twice, in another order, or not at all; and as the bytes
/// that one of etcd's releases would send, another one for each sender.
///
/// A link is cut in one direction. What is sent into a cut is lost; what was under way when it came
/// arrives or not.
final class Network {
  private static final int STRAGGLING_FACTOR = 50;
  private static final List<WireRelease> RELEASES = List.of(WireRelease.values());

  private final World world;
  private final SplittableRandom random;
  private final Set<Link> cut = new HashSet<>();
  private Weather weather = Weather.FAIR;

  private record Link(long from, long to) {}

  Network(World world) {
    this.world = world;
    this.random = world.random();
  }

  void weather(Weather next) {
    weather = next;
  }

  void cut(long from, long to) {
    cut.add(new Link(from, to));
  }

  void heal() {
    cut.clear();
  }

  void send(long sender, PeerMessage message) {
    if (isCut(sender, message) || random.nextDouble() < weather.loss()) {
      lost(sender, message);
      return;
    }
    PeerMessage received = throughBytes(sender, message);
    carry(sender, received);
    if (random.nextDouble() < weather.duplication()) {
      carry(sender, received);
    }
  }

  private static PeerMessage throughBytes(long sender, PeerMessage message) {
    WireRelease release = RELEASES.get((int) (sender % RELEASES.size()));
    return MessageCodec.decode(
        MessageCodec.encode(message, release).segment(), new Origin("message", 0));
  }

  private boolean isCut(long sender, PeerMessage message) {
    return cut.contains(new Link(sender, message.to()));
  }

  private void carry(long sender, PeerMessage message) {
    long delay = 100 + random.nextLong(weather.delayMicros());
    if (random.nextDouble() < weather.straggling()) {
      delay *= 1 + random.nextInt(STRAGGLING_FACTOR);
    }
    world.scheduler().after(delay, new SimEvent.Arrival(sender, message));
  }

  void arrive(SimEvent.Arrival arrival) {
    PeerMessage message = arrival.message();
    boolean isStopped = isCut(arrival.sender(), message) && random.nextBoolean();
    if (isStopped || !world.isUp(message.to())) {
      lost(arrival.sender(), message);
      return;
    }
    world.member(message.to()).engine().ifPresent(engine -> engine.step(message));
    report(arrival.sender(), message, SnapshotOutcome.ARRIVED);
  }

  private void lost(long sender, PeerMessage message) {
    report(sender, message, SnapshotOutcome.FAILED);
    if (world.isUp(sender) && random.nextInt(20) == 0) {
      world.member(sender).engine().ifPresent(engine -> engine.unreachable(message.to()));
    }
  }

  private void report(long sender, PeerMessage message, SnapshotOutcome outcome) {
    if (message instanceof InstallSnapshot && world.isUp(sender)) {
      int life = world.member(sender).life();
      world
          .scheduler()
          .after(1_000, new SimEvent.SnapshotReport(sender, life, message.to(), outcome));
    }
  }
}
