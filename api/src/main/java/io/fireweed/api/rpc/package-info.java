/// Generated from `etcdserverpb`: the KV, Watch, Lease, Cluster, Maintenance and Auth services,
/// their messages, and the content of raft log entries. Never edited; callers start at [KVGrpc]
/// for the network and at [InternalRaftRequest] for a log.
@NullMarked
package io.fireweed.api.rpc;

import org.jspecify.annotations.NullMarked;
