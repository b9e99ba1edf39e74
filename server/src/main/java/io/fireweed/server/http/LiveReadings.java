package io.fireweed.server.http;

import io.fireweed.format.schema.AlarmRow;
import io.fireweed.server.member.ClusterView;
import io.fireweed.server.member.Member;
import io.fireweed.server.metrics.MemberMetrics;
import io.fireweed.server.metrics.Metrics;
import io.fireweed.server.metrics.MvccMetrics;
import io.fireweed.server.state.StateReads;
import java.util.function.Supplier;

/// Lets gauges read the running member when somebody asks for them, so that nobody need keep them.
public final class LiveReadings {
  private LiveReadings() {}

  /// Begins. Whatever is asked later must still be answerable then.
  ///
  /// @param versions as far as they are decided
  public static void follow(Metrics metrics, Member member, Supplier<Versions> versions) {
    MemberMetrics its = metrics.member();
    its.hasLeader().follow(() -> member.cluster().hasLeader() ? 1 : 0);
    its.isLeader().follow(() -> member.cluster().leader() == member.id() ? 1 : 0);
    its.isLearner().follow(() -> member.cluster().role() == ClusterView.Role.LEARNER ? 1 : 0);
    its.proposalsCommitted().follow(() -> member.cluster().committed());
    its.proposalsApplied().follow(() -> member.cluster().applied());
    StateReads state = member.state();
    MvccMetrics mvcc = metrics.mvcc();
    mvcc.currentRevision().follow(state::revision);
    mvcc.compactRevision().follow(state::compactRevision);
    its.authRevision().follow(() -> state.look(tables -> tables.auth().revision()));
    String hexId = Long.toHexString(member.id());
    its.id().with(hexId).set(1);
    its.version().with(versions.get().server()).set(1);
    its.runtimeVersion().with("java" + Runtime.version()).set(1);
    metrics.beforeText(() -> showClusterVersion(its, versions.get().cluster()));
    for (AlarmRow.Type type : AlarmRow.Type.values()) {
      its.alarms()
          .with(type.name(), hexId)
          .follow(() -> state.look(tables -> tables.alarms().isSet(type)) ? 1 : 0);
    }
  }

  /// The version is a label, of its first two numbers, and a new one replaces the one before.
  private static void showClusterVersion(MemberMetrics metrics, String version) {
    metrics.clusterVersion().clear();
    int patch = version.lastIndexOf('.');
    if (patch > 0) {
      metrics.clusterVersion().with(version.substring(0, patch)).set(1);
    }
  }
}
