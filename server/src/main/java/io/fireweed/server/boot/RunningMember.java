package io.fireweed.server.boot;

import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.UnforcedDisk;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.raft.Config;
import io.fireweed.raft.Limits;
import io.fireweed.raft.Node;
import io.fireweed.raft.ReadMode;
import io.fireweed.raft.Switch;
import io.fireweed.raft.trace.Trace;
import io.fireweed.server.config.MemberConfig;
import io.fireweed.server.config.RaftTuning;
import io.fireweed.server.log.DurableLog;
import io.fireweed.server.log.LogOptions;
import io.fireweed.server.log.MeasuredDisk;
import io.fireweed.server.log.OpenLog;
import io.fireweed.server.member.LiveMember;
import io.fireweed.server.member.MemberLimits;
import io.fireweed.server.metrics.Metrics;
import io.fireweed.server.state.LiveState;
import io.fireweed.server.state.StateMeters;
import io.fireweed.storage.auth.BcryptHasher;
import java.io.IOException;
import java.net.SocketAddress;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// A member from its first start to its end, in this process.
///
/// ```java
/// try (RunningMember member = RunningMember.start(new LocalDisk(), config)) {
///   member.ended().join();
/// }
/// ```
public final class RunningMember implements AutoCloseable {
  private static final Limits LIMITS = new Limits(1 << 20, 64 << 20, 1L << 30, 512, 0);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final LiveMember member;
  private final ClientSide clients;

  /// Starts a member and waits until it answers clients.
  ///
  /// @throws RefusedException if directory or settings do not allow it; the message says what to do
  /// @throws io.fireweed.format.fault.Fault if what the directory holds is damaged
  public static RunningMember start(Disk disk, MemberConfig config)
      throws IOException, InterruptedException {
    return new RunningMember(
        switch (config.backend().fsync()) {
          case ALWAYS -> disk;
          case NEVER -> new UnforcedDisk(disk);
        },
        config);
  }

  private RunningMember(Disk disk, MemberConfig config) throws IOException, InterruptedException {
    boolean started = false;
    try {
      MemberDir places = MemberDir.of(config.directories().data(), config.directories().wal());
      Metrics metrics =
          switch (config.telemetry().metrics()) {
            case BASIC -> Metrics.basic();
            case EXTENSIVE -> Metrics.extensive();
          };
      DurableLog log = opened(openLog(new MeasuredDisk(disk, metrics.disk()), places, config));
      LiveState state =
          opened(
              LiveState.open(
                  disk,
                  places.db(),
                  StateSettings.rules(config),
                  new BcryptHasher(new SecureRandom(), BcryptHasher.DEFAULT_COST),
                  StateSettings.of(config),
                  new StateMeters(metrics, config.telemetry().warnApply())));
      member = opened(member(disk, places, config, log, state));
      clients = opened(new ClientSide(config, member, state, metrics));
      member.start();
      new Introduction(member, config).make();
      clients.open();
      started = true;
    } finally {
      if (!started) {
        closeParts();
      }
    }
  }

  private <T extends AutoCloseable> T opened(T part) {
    parts.push(part);
    return part;
  }

  private static DurableLog openLog(Disk disk, MemberDir places, MemberConfig config)
      throws IOException {
    LogOptions options = logOptions(config.raft());
    if (!Founding.hasLog(disk, places)) {
      return Founding.found(disk, places, config, options);
    }
    OpenLog open = DurableLog.open(disk, places, options);
    return open.log();
  }

  /// Zero keeps all files.
  private static LogOptions logOptions(RaftTuning raft) {
    return new LogOptions(
        LogOptions.DEFAULT.dialect(),
        LogOptions.DEFAULT.segmentBytes(),
        raft.catchUpEntries(),
        raft.maxSnapshots() == 0 ? Integer.MAX_VALUE : raft.maxSnapshots(),
        raft.maxWals() == 0 ? Integer.MAX_VALUE : raft.maxWals());
  }

  private static LiveMember member(
      Disk disk, MemberDir places, MemberConfig config, DurableLog log, LiveState state)
      throws IOException {
    long self = log.metadata().nodeId();
    ConfState members = new Resumption(disk, places, log, state).resume();
    LogOptions options = logOptions(config.raft());
    if (config.bootstrap().forceNew()) {
      List<Entry> changes =
          ForcedCluster.entries(log, self, state.appliedIndex(), members, options);
      if (!changes.isEmpty()) {
        log.overwrite(changes);
      }
    } else {
      requireAlone(places, members, self);
    }
    RaftTuning raft = config.raft();
    Config core =
        new Config(
            self,
            raft.electionTicks(),
            1,
            state.appliedIndex(),
            LIMITS,
            ReadMode.SAFE,
            raft.preVote()
                ? Set.of(Switch.CHECK_QUORUM, Switch.PRE_VOTE)
                : Set.of(Switch.CHECK_QUORUM));
    Node node = new Node(core, log, new Random()::nextInt, Trace.SILENT);
    return LiveMember.over(
        log,
        node,
        state,
        new MemberLimits(
            raft.heartbeat(),
            raft.electionTicks(),
            config.limits().maxRequestBytes(),
            raft.snapshotCount()));
  }

  private static void requireAlone(MemberDir places, ConfState members, long self) {
    boolean others =
        members.voters().stream().anyMatch(voter -> voter != self)
            || !members.votersOutgoing().isEmpty();
    if (others) {
      throw new RefusedException(
          "%s: a cluster of one member expected, found one of %d voters"
              .formatted(places.dataDir(), members.voters().size()),
          "this release runs clusters of one member; to go on with this member alone, when the"
              + " others are lost: --force-new-cluster");
    }
  }

  /// {@return completed when the member has ended; exceptionally, if by a failure}
  public CompletableFuture<Boolean> ended() {
    return member.ended();
  }

  /// {@return the member's id}
  public long id() {
    return member.id();
  }

  /// {@return the cluster's id}
  public long clusterId() {
    return member.clusterId();
  }

  /// {@return where clients reach it}
  public List<SocketAddress> clientAddresses() {
    return clients.addresses();
  }

  /// Stops answering, then everything else; what was acknowledged is durable.
  @Override
  public void close() throws IOException {
    closeParts();
  }

  private void closeParts() throws IOException {
    IOException first = null;
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (IOException failed) {
        first = first == null ? failed : first;
      } catch (RuntimeException failed) {
        first = first == null ? new IOException(failed.getMessage(), failed) : first;
      } catch (Exception failed) {
        first = first == null ? new IOException(failed) : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
