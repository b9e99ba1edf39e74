package io.fireweed.storage.apply;

import io.fireweed.api.error.EtcdError;
import io.fireweed.format.schema.EtcdRelease;
import io.fireweed.format.schema.EtcdVersion;
import io.fireweed.storage.apply.ApplyRules.CheckpointPersistence;
import io.fireweed.storage.lease.LeaseTable;
import io.fireweed.storage.membership.MemberStore;
import io.fireweed.storage.mvcc.KeyStore;

/// Grants, revocations and checkpoints of leases.
final class LeaseApply {
  private final ApplyRules rules;
  private final LeaseTable leases;
  private final KeyStore store;
  private final KvApply kv;
  private final MemberStore members;

  LeaseApply(ApplyRules rules, LeaseTable leases, KeyStore store, KvApply kv, MemberStore members) {
    this.rules = rules;
    this.leases = leases;
    this.store = store;
    this.kv = kv;
    this.members = members;
  }

  ApplyResult apply(Command.Lease command) {
    return switch (command) {
      case Command.LeaseGrant grant -> grant(grant);
      case Command.LeaseRevoke(long id) -> revoke(id);
      case Command.LeaseCheckpoint checkpoint -> checkpoint(checkpoint);
    };
  }

  private ApplyResult grant(Command.LeaseGrant grant) {
    if (grant.id() == LeaseTable.NO_LEASE) {
      return new ApplyResult.Rejected(EtcdError.LEASE_NOT_FOUND);
    }
    if (grant.ttlSeconds() > LeaseTable.MAX_TTL_SECONDS) {
      return new ApplyResult.Rejected(EtcdError.LEASE_TTL_TOO_LARGE);
    }
    if (leases.contains(grant.id())) {
      return new ApplyResult.Rejected(EtcdError.LEASE_EXISTS);
    }
    long ttlSeconds = Math.max(grant.ttlSeconds(), rules.minimumTtlSeconds());
    leases.grant(grant.id(), ttlSeconds);
    return new ApplyResult.LeaseGranted(grant.id(), ttlSeconds);
  }

  /// Deletes the attached keys, ascending, in one write transaction, then the lease.
  private ApplyResult revoke(long id) {
    if (!leases.contains(id)) {
      return new ApplyResult.Rejected(EtcdError.LEASE_NOT_FOUND);
    }
    store.begin();
    for (long ref : leases.keysOf(id)) {
      kv.delete(ref);
    }
    int changes = store.end();
    leases.remove(id);
    return new ApplyResult.LeaseRevoked(id, store.revision(), changes);
  }

  /// Leases that are not there are passed over. A checkpoint that is not stored lives only in the
  /// memory of the members.
  private ApplyResult checkpoint(Command.LeaseCheckpoint checkpoint) {
    int stored = 0;
    if (persistsCheckpoints()) {
      for (ApplyResult.Remaining lease : checkpoint.leases()) {
        if (leases.checkpoint(lease.id(), lease.ttlSeconds())) {
          stored++;
        }
      }
    }
    return new ApplyResult.LeasesCheckpointed(checkpoint.leases(), stored);
  }

  private boolean persistsCheckpoints() {
    EtcdVersion since = EtcdRelease.V3_6.version();
    return rules.checkpoints() == CheckpointPersistence.ON
        || members.clusterVersion().filter(version -> version.compareTo(since) >= 0).isPresent();
  }
}
