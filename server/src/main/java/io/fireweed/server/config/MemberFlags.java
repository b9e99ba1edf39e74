package io.fireweed.server.config;

import static io.fireweed.server.config.Flag.Kind.BOOL;
import static io.fireweed.server.config.Flag.Kind.DURATION;
import static io.fireweed.server.config.Flag.Kind.GATES;
import static io.fireweed.server.config.Flag.Kind.INT;
import static io.fireweed.server.config.Flag.Kind.LONG;
import static io.fireweed.server.config.Flag.Kind.TEXT;
import static io.fireweed.server.config.Flag.Kind.UINT;
import static io.fireweed.server.config.Flag.Kind.UINT32;
import static io.fireweed.server.config.Flag.Kind.URLS;

import java.util.List;

/// Flags of the member itself.
final class MemberFlags {
  static final List<Flag> FLAGS =
      List.of(
          Flag.of("name", TEXT, "default", "Name of this member, for people."),
          Flag.of("data-dir", TEXT, "", "Data directory; ${name}.etcd if none is named."),
          Flag.of("wal-dir", TEXT, "", "Folder of the log, if it is not below the data directory."),
          Flag.of("snapshot-count", UINT, "10000", "Entries applied between two snapshots."),
          Flag.of(
              "snapshot-catchup-entries",
              UINT,
              "5000",
              "Entries that stay in memory behind a snapshot, for slow members."),
          Flag.of("heartbeat-interval", UINT, "100", "Milliseconds between two heartbeats."),
          Flag.of(
              "election-timeout",
              UINT,
              "1000",
              "Milliseconds without a leader before an election."),
          Flag.of(
              "initial-election-tick-advance",
              BOOL,
              "true",
              "Let a starting member skip most of its first election timeout."),
          Flag.of(
              "listen-peer-urls", URLS, "http://localhost:2380", "Where to listen for members."),
          Flag.of(
              "listen-client-urls",
              URLS,
              "http://localhost:2379",
              "Where to listen for clients: gRPC, and HTTP unless listen-client-http-urls is set."),
          Flag.of("listen-client-http-urls", URLS, "", "Where to listen for clients of HTTP only."),
          Flag.of("max-snapshots", UINT, "5", "Snapshot files to keep; 0 keeps all."),
          Flag.of("max-wals", UINT, "5", "Segments of the log to keep; 0 keeps all."),
          Flag.of("memory-mlock", BOOL, "false", "Keep the pages of the db in memory."),
          Flag.of(
              "quota-backend-bytes",
              LONG,
              "0",
              "Largest size of the db in bytes; at it, writes are refused. 0 means 2 GiB."),
          Flag.of(
              "backend-bbolt-freelist-type", TEXT, "map", "How free pages are kept: map or array."),
          Flag.of(
              "backend-batch-interval",
              DURATION,
              "0s",
              "Longest wait for a commit; 0s means 100ms."),
          Flag.of("backend-batch-limit", INT, "0", "Most changes of one commit; 0 means 10000."),
          Flag.of("max-txn-ops", UINT, "128", "Most operations of one transaction."),
          Flag.of("max-request-bytes", UINT, "1572864", "Largest request in bytes."),
          Flag.of(
              "max-concurrent-streams", UINT32, "4294967295", "Most streams of one connection."),
          Flag.of("grpc-keepalive-min-time", DURATION, "5s", "How often a client may ping."),
          Flag.of(
              "grpc-keepalive-interval",
              DURATION,
              "2h0m0s",
              "How often clients are pinged; 0: never."),
          Flag.of(
              "grpc-keepalive-timeout", DURATION, "20s", "How long a ping may take; 0: for ever."),
          Flag.of("socket-reuse-port", BOOL, "false", "Let other processes listen on the ports."),
          Flag.of(
              "socket-reuse-address", BOOL, "false", "Take ports on which old connections linger."),
          Flag.of("enable-grpc-gateway", BOOL, "true", "Answer JSON at /v3/."),
          Flag.of("raft-read-timeout", DURATION, "5s", "Of connections between members."),
          Flag.of("raft-write-timeout", DURATION, "5s", "Of connections between members."),
          Flag.of("feature-gates", GATES, "", "Features to switch: A=true,B=false."));

  private MemberFlags() {}
}
