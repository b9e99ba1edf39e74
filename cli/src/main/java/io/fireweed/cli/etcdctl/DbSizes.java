package io.fireweed.cli.etcdctl;

import io.fireweed.api.rpc.StatusResponse;
import io.fireweed.cli.print.Humanize;
import java.util.Map;

/// How large a member's db is, in bytes.
///
/// @param inUse what would be left of it after a defragmentation
/// @param quota what the member allows
record DbSizes(long size, long inUse, long quota) {
  /// {@return the sizes of a member}
  ///
  /// @param quotaDefault what counts as the quota of a member that does not tell it, before 3.6
  static DbSizes of(StatusResponse status, long quotaDefault) {
    long quota = status.getDbSizeQuota();
    return new DbSizes(
        status.getDbSize(), status.getDbSizeInUse(), quota > 0 ? quota : quotaDefault);
  }

  /// {@return the share of the quota that is taken}
  double usage() {
    return quota <= 0 ? 0 : (double) size / quota;
  }

  /// {@return the names that a rule may use}
  Map<String, Double> names() {
    return Map.of(
        "dbSize", (double) size,
        "dbSizeInUse", (double) inUse,
        "dbSizeFree", (double) (size - inUse),
        "dbQuota", (double) quota,
        "dbQuotaUsage", usage());
  }

  /// {@return the sizes for people}
  String text() {
    return "db " + Humanize.bytes(size) + ", " + Humanize.bytes(inUse) + " in use";
  }
}
