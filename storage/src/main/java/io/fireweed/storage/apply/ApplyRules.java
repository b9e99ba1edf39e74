package io.fireweed.storage.apply;

import io.fireweed.format.schema.EtcdRelease;
import io.fireweed.format.schema.EtcdVersion;
import io.fireweed.storage.mvcc.Compactor.TombstoneRule;

/// How the etcd that wrote a log would have applied it.
///
/// | what | rule |
/// |---|---|
/// | tombstone exactly at a compaction | kept since 3.4.34, 3.5.16, 3.6.0 |
/// | rows `term` and `confState` in `meta` | since 3.5 |
/// | permissions in nested transactions | checked since 3.4.42, 3.5.28, 3.6.9 |
/// | old value and lease of puts in transactions | checked since 3.4.44, 3.5.30, 3.6.11 |
/// | permissions on ranges without keys | refused since 3.5 |
/// | passwords | 3.4: as typed, hashed by each member; since 3.5: hashed in the log |
/// | lease checkpoints | stored since cluster version 3.6, earlier if so configured |
///
/// @param version of the etcd whose log it is
/// @param minimumTtlSeconds shorter leases are granted this long; 2 with etcd's defaults, which is
///     1.5 election timeouts rounded up
/// @param checkpoints whether checkpoints are stored before cluster version 3.6
public record ApplyRules(
    EtcdVersion version, long minimumTtlSeconds, CheckpointPersistence checkpoints) {
  private static final long DEFAULT_MINIMUM_TTL_SECONDS = 2;

  /// Whether `--experimental-enable-lease-checkpoint-persist` was set.
  public enum CheckpointPersistence {
    OFF,
    ON
  }

  /// {@return the rules of this version with etcd's default settings}
  public static ApplyRules of(EtcdVersion version) {
    return new ApplyRules(version, DEFAULT_MINIMUM_TTL_SECONDS, CheckpointPersistence.OFF);
  }

  public ApplyRules with(CheckpointPersistence other) {
    return new ApplyRules(version, minimumTtlSeconds, other);
  }

  /// {@return what becomes of tombstones exactly at a compaction}
  public TombstoneRule tombstones() {
    boolean kept = reaches(34, 16, 0);
    return kept ? TombstoneRule.KEEP : TombstoneRule.DROP;
  }

  /// Whether permissions are checked inside nested transactions too.
  boolean checksNestedTxns() {
    return reaches(42, 28, 9);
  }

  /// Whether puts inside a transaction also need the rights on what they read and on their lease.
  boolean checksTxnPutsFully() {
    return reaches(44, 30, 11);
  }

  /// Whether a permission on a range that holds no key is refused.
  boolean refusesEmptyPermissions() {
    return isAtLeast(EtcdRelease.V3_5);
  }

  boolean writesTermAndConfState() {
    return isAtLeast(EtcdRelease.V3_5);
  }

  boolean hashesPasswords() {
    return !isAtLeast(EtcdRelease.V3_5);
  }

  /// {@return whether the version is at least the given patch of its own minor release}
  private boolean reaches(int patchOf34, int patchOf35, int patchOf36) {
    int needed =
        switch (version.minor()) {
          case 4 -> patchOf34;
          case 5 -> patchOf35;
          case 6 -> patchOf36;
          default -> 0;
        };
    return version.major() == 3 && version.minor() >= 4 && version.patch() >= needed;
  }

  private boolean isAtLeast(EtcdRelease release) {
    EtcdVersion first = release.version();
    return version.compareTo(first) >= 0;
  }
}
