package io.fireweed.server.boot;

import io.fireweed.server.config.FeatureGates;
import io.fireweed.server.config.MemberConfig;
import io.fireweed.server.lease.Lessor;
import io.fireweed.server.member.Follower;
import io.fireweed.server.member.LiveMember;
import io.fireweed.server.metrics.LeaseMetrics;
import io.fireweed.server.metrics.MemberMetrics;
import io.fireweed.server.metrics.Metrics;
import io.fireweed.server.metrics.MvccMetrics;
import io.fireweed.server.state.LiveState;
import io.fireweed.server.watch.WatchService;
import io.fireweed.storage.apply.Answered;
import io.fireweed.storage.apply.ApplyResult;
import io.fireweed.storage.watch.WatchHub;

/// Lets metrics read the parts of a running member when somebody asks for them.
final class Readings {
  private final Metrics metrics;

  Readings(Metrics metrics) {
    this.metrics = metrics;
  }

  /// What the settings say.
  void follow(MemberConfig config) {
    MemberMetrics its = metrics.member();
    its.quotaBytes().set((double) config.backend().effectiveQuotaBytes());
    for (FeatureGates.Gate gate : FeatureGates.Gate.values()) {
      its.features()
          .with(gate.text(), gate.stage().name())
          .set(config.gates().enabled(gate) ? 1 : 0);
    }
  }

  void follow(LiveMember member) {
    MemberMetrics its = metrics.member();
    its.leaderChanges().follow(() -> member.work().leaderChanges());
    its.proposalsPending().follow(() -> member.work().pending());
    its.proposalsFailed().follow(() -> member.work().failed());
    its.slowReadIndexes().follow(() -> member.work().lateReads());
  }

  void follow(LiveState state) {
    MvccMetrics its = metrics.mvcc();
    its.dbTotalBytes().follow(state::sizeBytes);
    its.dbInUseBytes().follow(state::sizeInUseBytes);
    its.dbOpenReads().follow(state::openReadCount);
    its.keys().follow(() -> state.look(tables -> tables.keys().index().liveKeys()));
  }

  /// @return who is to be told of everything applied
  Follower follow(Lessor lessor) {
    LeaseMetrics its = metrics.leases();
    its.renewed().follow(lessor::renewedCount);
    its.expired().follow(lessor::expiredCount);
    return new Follower() {
      @Override
      public void applied(Answered answered) {
        if (answered.result() instanceof ApplyResult.LeaseGranted(_, long ttlSeconds)) {
          its.granted().increment();
          its.ttlSeconds().observe((double) ttlSeconds);
        } else if (answered.result() instanceof ApplyResult.LeaseRevoked) {
          its.revoked().increment();
        }
      }
    };
  }

  void follow(WatchHub hub, WatchService service) {
    MvccMetrics its = metrics.mvcc();
    its.watchers().follow(hub::watcherCount);
    its.slowWatchers().follow(hub::behindCount);
    its.watchStreams().follow(service::streamCount);
    its.pendingEvents().follow(service::heldEventCount);
    its.events().follow(service::sentEventCount);
  }
}
