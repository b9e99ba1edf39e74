/// A small blocking client of an etcd cluster, for reading back what was restored and for taking
/// what a live cluster can give: keys, hashes, leases, members, snapshots.
///
/// Reading order:
///
/// 1. [ClientOptions]: [Endpoint]s, deadline, [TlsFiles], [UserLogin].
/// 2. [EtcdClient]: every call. Some go to the cluster, whichever member answers; those that are
///    about one member name its [Endpoint].
/// 3. [RangeQuery] and [ReadSummary]: reading any number of keys in pages, all at one revision.
/// 4. [Rpc] and [CallWords]: one question answered with the whole message, and a failure in the
///    words of etcd's own client, for a program that prints both.
/// 5. [SnapshotTransfer]: a db streamed from a member, its digest checked on the way.
/// 6. [Watching], [LeaseRenewals], [LeaseSession] and [Turn]: streams that outlive a lost member,
/// and
///    what is built on them: locks and elections.
/// 7. [ClusterCalls] and [CallFaults]: which failed calls may be repeated elsewhere, and what a
///    failed call becomes.
///
/// Anyone above `api` may call this package. Invariants: every call has a limit in time; a write
/// is repeated only when it surely was not taken; failures arrive as the faults of
/// `io.fireweed.format.fault`; closing ends the network threads at once, so that a short command
/// is not held up by them.
@NullMarked
package io.fireweed.client;

import org.jspecify.annotations.NullMarked;
