/// What a server of etcd's API must do, asked of real etcds and of our member in the same words.
///
/// Every class with [EverySubject] runs once for each [io.fireweed.it.served.Subject]; the bodies
/// do not know which one they talk to. Where releases differ the case says so with a
/// [io.fireweed.it.served.Differs] and the reason, and our member is held to the newest. Classes
/// that extend [SharedServer] share one server a subject and keep to keys of their own, those that
/// extend [GuardedServer] also users and roles; the others start theirs.
///
/// Which of etcd's own cases are here, by the names of its suites:
///
/// | etcd's cases | here |
/// |---|---|
/// | common: kv, get stream | `KeysIT`, `RangesIT` |
/// | common: txn, compact, hashkv | `TransactionsIT`, `CompactionIT` |
/// | common: watch, lease, alarm, member, status | `WatchesIT` `LeasesIT` `AlarmsIT` `ClusterIT` |
/// | common: endpoint, defrag | `AlarmsIT`, `CompactionIT`, `clients.TourIT` |
/// | common: user, role | `UsersIT` |
/// | common: auth | `SessionsIT`, `KeyRightsIT`, `LeaseRightsIT`, `WatchRightsIT` |
/// | common: auth with JWT | `SignedTokensIT` |
/// | common: maintenance-auth | `CallRightsIT` |
/// | v3_grpc: puts, deletes, ranges, sizes | `KeysIT`, `RangesIT` |
/// | v3_grpc: txns; TxnCmpHeaderRev | `TransactionsIT`; `RacesIT` |
/// | v3_grpc: StorageQuotaAPI, HashRestart | `AlarmsIT`, `RestartsIT` |
/// | v3_grpc: RangeStream, RequireLeader with one | `RangesIT`, `WatchesIT` |
/// | watch: from now, past, future, ids, ranges, filters, fragments | `WatchesIT` |
/// | watch: CompactRevision, WatchDelay, progress_notify | `WatchedPastIT` |
/// | watch: CurrentPutOverlap, CloseCancelRace, NoEventsLostOnCompact | `WatchRacesIT` |
/// | watch: ProgressWaitsForSync | `WatchRacesIT` |
/// | lease: grant, revoke, expire, keep alive, switch | `LeasesIT` |
/// | lease: recovery after revoke, detach, several leases | `LeaseRestartIT` |
/// | lease: checkpoints; RenewStress, TimeToLive stress | `LeaseCheckpointsIT`; `RacesIT` |
/// | auth: EmptyUser, TokenWithDisable, Revision, OldRevConcurrent | `SessionsIT` |
/// | auth: NestedTxn, PrevKvInTXN | `KeyRightsIT` |
/// | auth: LeaseAttach, LeaseRevokeWithRoot | `LeaseRightsIT` |
/// | auth: WatchErrorAndWatchId0; certificates' names | `WatchRightsIT`; `CertificatesIT` |
/// | auth: LeaseRevokeWithRootJWT, JWTExpire | `SignedTokensIT` |
/// | DR: maintenance snapshot: digest, version, cancel | `SnapshotsIT` |
/// | DR: restore, bump of revisions, permissions of files | `it.restore`, `it.moved`, `recovery` |
/// | DR: corrupted backups | `it.hostile` |
/// | DR: ConsistentIndexNewerThanSnapshot, ForceNewCluster of one | `it.moved` |
/// | DR: 17780, 18089, ResumeCompactionOnTombstone | `RestartsIT`, `WatchedPastIT` |
/// | DR: HTTPHealthHandler, HTTPLivezReadyz | `HealthIT` |
/// | DR: NoMetricsMissing | `MetricsParityIT` of the module `server` |
/// | DR: GracefulShutdown; DefragNoSpace | `member.MemberProcessIT`; `durability.FullMemberIT` |
/// | gateway; election, lock | `clients.GatewayIT`; `LocksIT` |
///
/// Waiting for peers, who are not there yet: NoQuorum, endpoint of a cluster, RequireLeader without
/// one, ProgressOnMemberRestart, RestoreSnapshotUnsync, LeasePromote, Failover and forwarding of
/// leases, MoveLeader, learners that follow, RestoreMulti, RestoreMultiMemberAdd, Issue6361,
/// MemberReplace, InPlaceRecovery, the three corruption checks, RecoverSnapshotBackend, 20271,
/// 20340, FailoverOnDefrag, RuntimeReconfig, LeaseRevoke with an old leader,
/// ClientSwitchToOtherMember. Cases about one client library's own loops (WatchResumeCompacted,
/// OverlapDropConn) have no place here.
@NullMarked
package io.fireweed.it.conformance;

import org.jspecify.annotations.NullMarked;
