/// A running member beside Go's etcd: the same driver, in turns, fsync on both sides.
///
/// [MemberBench] is the entry. A [Contender] is a server as a process with its data on a real disk,
/// whose CPU time and memory are read from `/proc`. A [Driver] holds a few connections and speaks
/// gRPC in raw bytes: as lean as it gets, for it shares the machine with the servers. [Load] keeps
/// a number of clients busy with one kind of call, each with one call in flight; [Latencies] counts
/// what they waited. [WatchLoad], [LeaseLoad], [SnapshotLoad] and [BigData] are the other rows.
@NullMarked
package io.fireweed.bench.member;

import org.jspecify.annotations.NullMarked;
