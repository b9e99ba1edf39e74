package io.fireweed.server.boot;

import io.fireweed.format.schema.EtcdVersion;
import io.fireweed.server.config.MemberConfig;
import io.fireweed.server.http.HealthRoutes;
import io.fireweed.server.http.InfoRoutes;
import io.fireweed.server.http.LiveReadings;
import io.fireweed.server.http.PeerRoutes;
import io.fireweed.server.http.RouteTable;
import io.fireweed.server.http.Versions;
import io.fireweed.server.member.Member;
import io.fireweed.server.metrics.Metrics;
import io.fireweed.server.rpc.Release;
import java.time.Clock;
import java.util.List;

/// A member's HTTP routes.
final class Site {
  private Site() {}

  /// {@return what monitors ask: health and metrics}
  static RouteTable monitoring(Member member, Metrics metrics) {
    RouteTable routes = new RouteTable();
    HealthRoutes.install(routes, member, metrics.health());
    InfoRoutes.installMetrics(routes, metrics);
    return routes;
  }

  /// {@return what other members, and operators, ask}
  static RouteTable ofPeers(Member member) {
    RouteTable routes = new RouteTable();
    Release release = new Release(member);
    PeerRoutes.install(routes, member, () -> versions(release), Clock.systemUTC());
    return routes;
  }

  /// {@return what clients ask}
  static RouteTable whole(MemberConfig config, Member member, Metrics metrics) {
    RouteTable routes = monitoring(member, metrics);
    Release release = new Release(member);
    InfoRoutes.install(routes, () -> versions(release), List.of("etcd"));
    LiveReadings.follow(metrics, member, () -> versions(release));
    if (config.telemetry().profiling()) {
      InfoRoutes.installProfiles(routes);
    }
    return routes;
  }

  private static Versions versions(Release release) {
    String storage = release.storage();
    return new Versions(
        Release.SERVER.toString(),
        release.cluster().map(EtcdVersion::toString).orElse("not_decided"),
        storage.isEmpty() ? "unknown" : storage);
  }
}
