package io.fireweed.server.config;

import static io.fireweed.server.config.Flag.Kind.BOOL;
import static io.fireweed.server.config.Flag.Kind.ORIGINS;
import static io.fireweed.server.config.Flag.Kind.TEXT;
import static io.fireweed.server.config.Flag.Kind.TEXTS;
import static io.fireweed.server.config.Flag.Kind.UINT;

import java.util.List;

/// Flags of TLS and of who may call.
final class SecurityFlags {
  static final List<Flag> FLAGS =
      List.of(
          Flag.of("cert-file", TEXT, "", "Certificate shown to clients."),
          Flag.of("key-file", TEXT, "", "Its key."),
          Flag.of(
              "client-cert-file", TEXT, "", "Certificate to show when calling; else cert-file."),
          Flag.of("client-key-file", TEXT, "", "Its key."),
          Flag.of("client-cert-auth", BOOL, "false", "Ask clients for a certificate."),
          Flag.of("client-crl-file", TEXT, "", "Certificates of clients that are revoked."),
          Flag.of(
              "client-cert-allowed-hostname", TEXTS, "", "Names one of which clients must carry."),
          Flag.of("trusted-ca-file", TEXT, "", "Who signs the certificates of clients."),
          Flag.of("auto-tls", BOOL, "false", "Make a certificate for clients."),
          Flag.of("peer-cert-file", TEXT, "", "Certificate shown to members."),
          Flag.of("peer-key-file", TEXT, "", "Its key."),
          Flag.of("peer-client-cert-file", TEXT, "", "Certificate to show when calling members."),
          Flag.of("peer-client-key-file", TEXT, "", "Its key."),
          Flag.of("peer-client-cert-auth", BOOL, "false", "Ask members for a certificate."),
          Flag.of("peer-trusted-ca-file", TEXT, "", "Who signs the certificates of members."),
          Flag.of("peer-cert-allowed-cn", TEXTS, "", "Common names members may carry."),
          Flag.of("peer-cert-allowed-hostname", TEXTS, "", "Names members may carry."),
          Flag.of("peer-auto-tls", BOOL, "false", "Make a certificate for members."),
          Flag.of("peer-crl-file", TEXT, "", "Certificates of members that are revoked."),
          Flag.of(
              "peer-skip-client-san-verification",
              BOOL,
              "false",
              "Do not compare a member's address with its certificate."),
          Flag.of("self-signed-cert-validity", UINT, "1", "Years that a made certificate is good."),
          Flag.of("cipher-suites", TEXTS, "", "Cipher suites, by name; the JVM's own if none."),
          Flag.of("cors", ORIGINS, "*", "Origins of web pages that may call; * for all."),
          Flag.of("host-whitelist", TEXTS, "*", "Names plain HTTP may be called by; * for all."),
          Flag.of("tls-min-version", TEXT, "TLS1.2", "Oldest TLS: TLS1.2 or TLS1.3."),
          Flag.of(
              "tls-max-version", TEXT, "", "Newest TLS: TLS1.2 or TLS1.3; the newest if none."));

  private SecurityFlags() {}
}
