/// A running member beside Go's etcd: the same driver, in turns, fsync on both sides.
///
/// [MemberBench] is the entry. A [Contender] is a server as a process with its data on a real disk,
/// whose CPU time and memory are read from `/proc`. [Load] keeps a number of clients busy with one
/// kind of call, each with one call in flight, by [io.fireweed.bench.http2.UnaryLoop], which takes
/// a
/// few microseconds for a call, for it shares the machine with the servers. A [Driver] holds a few
/// connections of a client library, for streams and single calls. [Latencies] counts what was
/// waited, a [Meter] both sides' processor time. [WatchLoad], [LeaseLoad], [SnapshotLoad] and
/// [BigData] are the other rows.
@NullMarked
package io.fireweed.bench.member;

import org.jspecify.annotations.NullMarked;
