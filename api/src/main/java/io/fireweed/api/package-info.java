/// etcd's client API and log entries as Java types, and the errors clients know by their text.
///
/// | package | holds |
/// |---|---|
/// | `io.fireweed.api.rpc` | `etcdserverpb`: calls and services, content of log entries |
/// | `io.fireweed.api.rpc.mvcc` | `mvccpb`: a key at a revision, also a row of the db |
/// | `io.fireweed.api.rpc.auth` | `authpb`: users, roles, permissions, also rows of the db |
/// | `io.fireweed.api.rpc.membership` | `membershippb`: cluster facts in the log since 3.6 |
/// | `io.fireweed.api.rpc.version` | `versionpb`: since which release a message or field exists |
/// | `io.fireweed.api.rpc.lock` and `.election` | `v3lockpb` and `v3electionpb` |
/// | `io.fireweed.api.log` | which of its forms the content of a log entry has |
/// | `io.fireweed.api.error` | every error etcd sends: gRPC code and exact text |
///
/// The `rpc` packages are generated from `src/main/protobuf`, whose package names, message names
/// and field numbers are etcd's: they are the wire. Anyone above `format` may call this module;
/// it depends on no other module.
@NullMarked
package io.fireweed.api;

import org.jspecify.annotations.NullMarked;
