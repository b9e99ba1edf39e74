package io.fireweed.server.config;

import static io.fireweed.server.config.Flag.Kind.BOOL;
import static io.fireweed.server.config.Flag.Kind.DURATION;
import static io.fireweed.server.config.Flag.Kind.INT;
import static io.fireweed.server.config.Flag.Kind.TEXT;
import static io.fireweed.server.config.Flag.Kind.TEXTS;
import static io.fireweed.server.config.Flag.Kind.URLS;

import java.util.List;

/// Flags of the cluster: how it is found, what it may do.
final class ClusterFlags {
  static final List<Flag> FLAGS =
      List.of(
          Flag.of(
              "initial-advertise-peer-urls",
              URLS,
              "http://localhost:2380",
              "Where other members reach this one."),
          Flag.of(
              "initial-cluster",
              TEXT,
              "default=http://localhost:2380",
              "The first members: name=url,name=url."),
          Flag.choice(
              "initial-cluster-state",
              List.of("new", "existing"),
              "Whether the cluster is there already. Ignored once the member has data."),
          Flag.of(
              "initial-cluster-token",
              TEXT,
              "etcd-cluster",
              "Sets apart clusters of equal members."),
          Flag.of(
              "advertise-client-urls",
              URLS,
              "http://localhost:2379",
              "What clients are told; needed when listen-client-urls is set."),
          Flag.of("discovery-token", TEXT, "", "Discovery: the cluster's token."),
          Flag.of("discovery-endpoints", TEXTS, "", "Discovery: endpoints of the other cluster."),
          Flag.of("discovery-dial-timeout", DURATION, "2s", "Discovery: to connect."),
          Flag.of("discovery-request-timeout", DURATION, "5s", "Discovery: of one request."),
          Flag.of("discovery-keepalive-time", DURATION, "2s", "Discovery: between two pings."),
          Flag.of("discovery-keepalive-timeout", DURATION, "6s", "Discovery: of one ping."),
          Flag.of("discovery-insecure-transport", BOOL, "true", "Discovery: without TLS."),
          Flag.of(
              "discovery-insecure-skip-tls-verify",
              BOOL,
              "false",
              "Discovery: believe any server."),
          Flag.of("discovery-cert", TEXT, "", "Discovery: certificate to show."),
          Flag.of("discovery-key", TEXT, "", "Discovery: its key."),
          Flag.of("discovery-cacert", TEXT, "", "Discovery: who signs the servers' certificates."),
          Flag.of("discovery-user", TEXT, "", "Discovery: user, or user:password."),
          Flag.of("discovery-password", TEXT, "", "Discovery: password."),
          Flag.choice(
              "discovery-fallback", List.of("exit", "proxy"), "What to do when discovery fails."),
          Flag.of("discovery-srv", TEXT, "", "Domain whose SRV records list the first members."),
          Flag.of("discovery-srv-name", TEXT, "", "Suffix of the service asked for there."),
          Flag.of(
              "strict-reconfig-check",
              BOOL,
              "true",
              "Refuse changes of the members that would endanger the quorum."),
          Flag.of("pre-vote", BOOL, "true", "Ask before an election whether it could be won."),
          Flag.of(
              "auto-compaction-retention",
              TEXT,
              "0",
              "What a member keeps by itself: hours, a duration or revisions; 0 keeps all."),
          Flag.of(
              "auto-compaction-mode",
              TEXT,
              "periodic",
              "What the retention is: periodic|revision."),
          Flag.of("max-learners", INT, "1", "Most members without a vote."),
          new Flag(
              "v2-deprecation",
              Flag.Kind.CHOICE,
              "",
              List.of("not-yet", "write-only", "write-only-drop-data", "gone"),
              "Taken and ignored: there is no v2 store."));

  private ClusterFlags() {}
}
