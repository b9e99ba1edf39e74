package io.fireweed.server.boot;

import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.schema.ClusterId;
import io.fireweed.format.schema.MemberId;
import io.fireweed.format.wal.WalRepair;
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
import io.fireweed.server.log.StandingLog;
import io.fireweed.server.member.LiveMember;
import io.fireweed.server.member.MemberLimits;
import io.fireweed.server.metrics.Metrics;
import io.fireweed.server.state.LiveState;
import io.fireweed.server.state.StateMeters;
import io.fireweed.server.state.StoredPlace;
import io.fireweed.storage.auth.BcryptHasher;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens a member's directory: its log, its state, and the member over both.
final class Startup {
  /// A member that has not begun, and its state.
  record Running(LiveMember member, LiveState state) {}

  private static final Logger log = LoggerFactory.getLogger(Startup.class);
  private static final Limits LIMITS = new Limits(1 << 20, 64 << 20, 1L << 30, 512, 0);
  private static final Trace TRACE = new LoggedTrace();

  private final Disk disk;
  private final MemberDir places;
  private final MemberConfig config;
  private final Metrics metrics;

  Startup(Disk disk, MemberConfig config, Metrics metrics) {
    this.disk = disk;
    this.places = MemberDir.of(config.directories().data(), config.directories().wal());
    this.config = config;
    this.metrics = metrics;
  }

  /// Opens log and state, or makes them, and the member over both, which has not begun. What is
  /// refused is refused before anything is changed.
  ///
  /// @param parts closes what has been opened
  Running open(Parts parts) throws IOException {
    Disk measured = new MeasuredDisk(disk, metrics.disk());
    if (!Founding.hasLog(measured, places)) {
      Founding.found(measured, places, config, logOptions()).close();
    }
    try (StandingLog found = StandingLog.find(measured, places, logOptions())) {
      Resumption at = Resumption.of(places, found, StoredPlace.read(disk, places.db()));
      if (!config.bootstrap().forceNew()) {
        requireAlone(at.members(), found.metadata().nodeId());
      }
      LiveState state = parts.opened(state());
      DurableLog durable = parts.opened(log(found));
      durable.beginAt(at.applied(), at.atApplied());
      for (Entry entry : at.unsaid()) {
        var _ = state.apply(List.of(entry));
      }
      tell(durable, state);
      if (config.bootstrap().forceNew()) {
        List<Entry> changes =
            ForcedCluster.entries(durable, at.committed(), at.members(), logOptions());
        if (!changes.isEmpty()) {
          durable.overwrite(changes);
        }
      }
      return new Running(parts.opened(member(durable, state)), state);
    }
  }

  /// {@return the member's log, open for writing}
  private DurableLog log(StandingLog found) throws IOException {
    OpenLog open = found.open();
    if (open.repair() instanceof WalRepair.Repaired(var tail, Path broken, long keptBytes)) {
      log.atWarn()
          .addKeyValue("path", places.walDir())
          .addKeyValue("broken-copy", broken)
          .addKeyValue("kept-bytes", keptBytes)
          .addKeyValue("error", tail)
          .log("repaired WAL");
    }
    return open.log();
  }

  /// {@return the member's state, an empty one if there is none}
  private LiveState state() throws IOException {
    long began = System.nanoTime();
    LiveState state =
        LiveState.open(
            disk,
            places.db(),
            StateSettings.rules(config),
            new BcryptHasher(new SecureRandom(), BcryptHasher.DEFAULT_COST),
            StateSettings.of(config),
            new StateMeters(metrics, config.telemetry().warnApply()));
    log.atInfo()
        .addKeyValue("path", places.db())
        .addKeyValue("took", Duration.ofNanos(System.nanoTime() - began))
        .log("opened backend db");
    log.atInfo().addKeyValue("current-rev", state.revision()).log("kvstore restored");
    return state;
  }

  /// Zero keeps all files.
  private LogOptions logOptions() {
    RaftTuning raft = config.raft();
    return new LogOptions(
        LogOptions.DEFAULT.dialect(),
        LogOptions.DEFAULT.segmentBytes(),
        raft.catchUpEntries(),
        raft.maxSnapshots() == 0 ? Integer.MAX_VALUE : raft.maxSnapshots(),
        raft.maxWals() == 0 ? Integer.MAX_VALUE : raft.maxWals());
  }

  private LiveMember member(DurableLog durable, LiveState state) {
    long self = durable.metadata().nodeId();
    RaftTuning raft = config.raft();
    return LiveMember.over(
        durable,
        new Node(core(self, state.appliedIndex()), durable, new Random()::nextInt, TRACE),
        state,
        new MemberLimits(
            raft.heartbeat(),
            raft.electionTicks(),
            config.limits().maxRequestBytes(),
            raft.snapshotCount()));
  }

  private Config core(long self, long applied) {
    RaftTuning raft = config.raft();
    return new Config(
        self,
        raft.electionTicks(),
        1,
        applied,
        LIMITS,
        ReadMode.SAFE,
        raft.preVote()
            ? Set.of(Switch.CHECK_QUORUM, Switch.PRE_VOTE)
            : Set.of(Switch.CHECK_QUORUM));
  }

  /// In the words of etcd, which tests look for.
  private void tell(DurableLog durable, LiveState state) {
    String words = "restarting local member";
    if (config.bootstrap().forceNew()) {
      words = "forcing restart member";
    } else if (state.appliedIndex() == 0) {
      words = "starting local member";
    }
    log.atInfo()
        .addKeyValue("cluster-id", new ClusterId(durable.metadata().clusterId()))
        .addKeyValue("local-member-id", new MemberId(durable.metadata().nodeId()))
        .addKeyValue("commit-index", durable.hardState().commit())
        .log(words);
  }

  private void requireAlone(ConfState members, long self) {
    if (!Resumption.isAlone(members, self)) {
      throw new RefusedException(
          "%s: a cluster of one member expected, found one of %d voters"
              .formatted(places.dataDir(), members.voters().size()),
          "this release runs clusters of one member; to go on with this member alone, when the"
              + " others are lost: --force-new-cluster");
    }
  }
}
