package io.fireweed.storage.apply;

import io.fireweed.api.error.EtcdError;
import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.schema.AlarmRow;
import io.fireweed.format.schema.DowngradeRow;
import io.fireweed.format.schema.EtcdVersion;
import io.fireweed.format.schema.MemberId;
import io.fireweed.format.wire.Bytes;
import io.fireweed.storage.auth.LoggedOut;
import java.util.List;

/// What one log entry did.
///
/// Where keys changed, their rows are revision `revision`, sub revisions 0 to `changes - 1` of the
/// `key` bucket: what a watcher is told can be read from there.
public sealed interface ApplyResult {
  /// The db reflected the entry already.
  record Skipped() implements ApplyResult {}

  /// The entry asked for nothing that is stored, or for what was so already.
  record Unchanged() implements ApplyResult {}

  /// A put or a delete range. `changes` is 0 for a delete range that met no key.
  record KeysChanged(long revision, int changes) implements ApplyResult {}

  /// A transaction. `changes` can be 0.
  record TxnApplied(Branch branch, long revision, int changes) implements ApplyResult {}

  /// A compaction; its rows are gone.
  record Compacted(long compactRevision, long rowsDeleted) implements ApplyResult {}

  record LeaseGranted(long id, long ttlSeconds) implements ApplyResult {}

  /// A lease is gone with its keys.
  record LeaseRevoked(long id, long revision, int changes) implements ApplyResult {}

  /// Remaining times are known from now on.
  ///
  /// @param leases as the request has them, those that are not there included
  /// @param stored how many were also written to the db, as the rules have it
  record LeasesCheckpointed(List<Remaining> leases, int stored) implements ApplyResult {
    public LeasesCheckpointed {
      leases = List.copyOf(leases);
    }
  }

  /// How much of a lease's time is left; 0 for all of it.
  record Remaining(long id, long ttlSeconds) {}

  record AlarmRaised(AlarmRow alarm) implements ApplyResult {}

  record AlarmCleared(AlarmRow alarm) implements ApplyResult {}

  /// @param loggedOut whose tokens it ends
  record AuthChanged(long authRevision, LoggedOut loggedOut) implements ApplyResult {}

  /// A user gets a token.
  ///
  /// @param authRevision it is good for, at least
  /// @param drawn what the member that was asked drew for it
  /// @param index of the entry, which becomes a part of the token
  record Authenticated(Bytes user, long authRevision, Bytes drawn, long index)
      implements ApplyResult {}

  record MembershipChanged(MemberId member, MemberEvent event, ConfState confState)
      implements ApplyResult {}

  record AttributesSet(MemberId member) implements ApplyResult {}

  record ClusterVersionSet(EtcdVersion version) implements ApplyResult {}

  record DowngradeSet(DowngradeRow downgrade) implements ApplyResult {}

  /// The entry was refused and changed nothing.
  record Rejected(EtcdError error) implements ApplyResult {}

  /// Which half of a transaction ran.
  enum Branch {
    SUCCESS,
    FAILURE
  }

  /// What happened to a member.
  enum MemberEvent {
    ADDED,
    LEARNER_ADDED,
    PROMOTED,
    UPDATED,
    REMOVED
  }
}
