package io.fireweed.server.rpc;

import io.fireweed.format.schema.DowngradeRow;
import io.fireweed.format.schema.EtcdRelease;
import io.fireweed.format.schema.EtcdVersion;
import io.fireweed.server.member.Member;
import java.util.Optional;

/// Which etcd a member speaks as, and which release its cluster is on.
public final class Release {
  /// What clients are told as the server's version.
  public static final EtcdVersion SERVER = new EtcdVersion(3, 7, 1);

  private final Member member;

  public Release(Member member) {
    this.member = member;
  }

  /// {@return the cluster's version, once it is decided}
  public Optional<EtcdVersion> cluster() {
    return member.state().look(tables -> tables.members().clusterVersion());
  }

  /// {@return the release whose rows the db may hold, as text; empty while nothing is decided, and
  /// before 3.6, which do not know the word}
  public String storage() {
    return cluster()
        .filter(version -> version.compareTo(EtcdRelease.V3_6.version()) >= 0)
        .map(EtcdVersion::toString)
        .orElse("");
  }

  /// {@return the downgrade that is under way, if one is}
  public Optional<DowngradeRow> downgrade() {
    return member
        .state()
        .look(tables -> tables.members().downgrade())
        .filter(row -> row.state() == DowngradeRow.State.ENABLED);
  }
}
