package io.fireweed.cli.etcdutl;

import io.fireweed.cli.print.Table;
import io.fireweed.format.schema.EtcdRelease;

/// The two looks of etcd's offline tools.
public enum ReleaseStyle {
  /// `etcdctl` of 3.4: all rows counted, no storage version, tables of ASCII.
  CTL_3_4(EtcdRelease.V3_4, Table.Border.ASCII),
  /// `etcdutl` of 3.7: live keys counted, storage version, tables of boxes.
  UTL_3_7(EtcdRelease.V3_7, Table.Border.BOX);

  private final EtcdRelease release;
  private final Table.Border border;

  ReleaseStyle(EtcdRelease release, Table.Border border) {
    this.release = release;
    this.border = border;
  }

  EtcdRelease release() {
    return release;
  }

  Table.Border border() {
    return border;
  }
}
