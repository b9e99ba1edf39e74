package io.fireweed.format.schema;

import io.fireweed.format.wire.Bytes;

/// Keys of the `cluster` bucket.
///
/// | key | value | since |
/// |---|---|---|
/// | `clusterVersion` | ASCII [EtcdVersion], the lowest release of all members | 3.0 |
/// | `downgrade` | [DowngradeRow], JSON | 3.5 |
///
/// Source: etcd 3.4.23 to 3.7.1, membership.
public enum ClusterKey {
  CLUSTER_VERSION("clusterVersion"),
  DOWNGRADE("downgrade");

  private final String label;

  @SuppressWarnings("ImmutableEnumChecker") // Bytes never change.
  private final Bytes bytes;

  ClusterKey(String label) {
    this.label = label;
    this.bytes = Bytes.ofUtf8(label);
  }

  public String label() {
    return label;
  }

  public Bytes bytes() {
    return bytes;
  }
}
