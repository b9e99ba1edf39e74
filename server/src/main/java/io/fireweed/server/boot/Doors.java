package io.fireweed.server.boot;

import io.fireweed.format.fault.RefusedException;
import io.fireweed.server.config.CallLimits;
import io.fireweed.server.config.MemberConfig;
import io.fireweed.server.config.Security;
import io.fireweed.server.config.TlsSettings;
import io.fireweed.server.door.ClientPort;
import io.fireweed.server.door.ConnectionLimits;
import io.fireweed.server.door.DoorOptions;
import io.fireweed.server.door.DoorOptions.SocketReuse;
import io.fireweed.server.door.TlsOptions;
import io.fireweed.server.door.WebRules;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What the settings say about a member's client ports.
final class Doors {
  private Doors() {}

  static DoorOptions of(MemberConfig config) {
    return new DoorOptions(
        config.urls().listenClient(),
        config.urls().listenClientHttp(),
        config.urls().listenMetrics(),
        tls(config.security().client(), config.security()),
        limits(config),
        new WebRules(
            Set.copyOf(config.security().corsOrigins()),
            Set.copyOf(config.security().hostWhitelist())),
        reuse(config.limits()),
        DoorOptions.defaultEventLoops());
  }

  /// {@return the same about its peer ports}
  static DoorOptions ofPeers(MemberConfig config) {
    return new DoorOptions(
        List.of(),
        config.urls().listenPeer(),
        List.of(),
        tls(config.security().peer(), config.security()),
        limits(config),
        WebRules.open(),
        reuse(config.limits()),
        1);
  }

  /// Looks whether there is a certificate for every port that needs one, and whether all files
  /// about it can be read, before anything begins.
  ///
  /// @throws RefusedException in etcd's words, if not
  /// @throws IOException if a file cannot be read
  static void requireCertificates(MemberConfig config) throws IOException {
    Security security = config.security();
    boolean isClientReady = tls(security.client(), security).isPresent();
    Stream.concat(config.urls().listenClient().stream(), config.urls().listenClientHttp().stream())
        .filter(url -> url.scheme().secure() && !isClientReady)
        .findFirst()
        .ifPresent(
            url -> {
              throw new RefusedException(
                  "TLS key/cert (--cert-file, --key-file) must be provided for client url "
                      + url
                      + " with HTTPS scheme");
            });
    if (of(config).tls().isPresent()) {
      ClientPort.requireReadable(of(config).tls().get());
    }
    boolean isPeerReady = tls(security.peer(), security).isPresent();
    config.urls().listenPeer().stream()
        .filter(url -> url.scheme().secure() && !isPeerReady)
        .findFirst()
        .ifPresent(
            url -> {
              throw new RefusedException(
                  "cannot listen on TLS for %s:%d: KeyFile and CertFile are not presented"
                      .formatted(url.host(), url.port()));
            });
  }

  /// {@return `127.0.0.1:2379`}
  static String text(SocketAddress address) {
    String text = address.toString();
    return address instanceof InetSocketAddress ? text.substring(text.indexOf('/') + 1) : text;
  }

  private static Optional<TlsOptions> tls(TlsSettings client, Security security) {
    if (client.certificate().isEmpty() || client.key().isEmpty()) {
      return Optional.empty();
    }
    if (client.clientAuth() && client.authority().isEmpty()) {
      throw new RefusedException(
          "--client-cert-auth without --trusted-ca-file: nobody says whose certificates to trust");
    }
    return Optional.of(
        new TlsOptions(
            client.certificate().get(),
            client.key().get(),
            // As in etcd, an authority alone demands certificates.
            client.authority(),
            client.revoked(),
            client.allowedHosts(),
            versions(security),
            security.cipherSuites()));
  }

  private static List<String> versions(Security security) {
    List<String> versions = new ArrayList<>();
    for (Security.TlsVersion version : Security.TlsVersion.values()) {
      boolean tooNew =
          security.newest().isPresent() && version.compareTo(security.newest().get()) > 0;
      if (version.compareTo(security.oldest()) >= 0 && !tooNew) {
        versions.addFirst(version.protocol());
      }
    }
    return versions;
  }

  private static ConnectionLimits limits(MemberConfig config) {
    ConnectionLimits usual = ConnectionLimits.defaults();
    CallLimits limits = config.limits();
    return new ConnectionLimits(
        limits.maxRequestBytes(),
        (int) Math.min(limits.maxConcurrentStreams(), Integer.MAX_VALUE),
        limits.keepaliveMinTime(),
        limits.keepaliveInterval(),
        limits.keepaliveTimeout(),
        usual.maxHeaderBytes(),
        usual.handshakeTimeout(),
        usual.requestTimeout(),
        usual.idleTimeout(),
        config.telemetry().warnUnary());
  }

  private static SocketReuse reuse(CallLimits limits) {
    if (limits.reusePort()) {
      return limits.reuseAddress() ? SocketReuse.BOTH : SocketReuse.PORT;
    }
    return limits.reuseAddress() ? SocketReuse.ADDRESS : SocketReuse.NONE;
  }
}
