package io.fireweed.server.tls;

import io.fireweed.server.config.MemberConfig;
import io.fireweed.server.config.MemberUrl;
import io.fireweed.server.config.Security;
import io.fireweed.server.config.TlsSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives a member the certificates that its settings ask it to make.
public final class AutoTls {
  private static final Logger LOG = LoggerFactory.getLogger(AutoTls.class);

  private final Clock clock;

  /// @param clock tells how long certificates are good
  public AutoTls(Clock clock) {
    this.clock = clock;
  }

  /// {@return the settings, with a certificate wherever one was to be made}
  ///
  /// @throws IOException if one cannot be kept
  public MemberConfig provide(MemberConfig config) throws IOException {
    Path fixtures = config.directories().data().resolve("fixtures");
    Security security = config.security();
    List<MemberUrl> forClients =
        Stream.concat(
                config.urls().listenClient().stream(), config.urls().listenClientHttp().stream())
            .toList();
    TlsSettings client =
        provide(security.client(), fixtures.resolve("client"), forClients, security, "client");
    TlsSettings peer =
        provide(
            security.peer(),
            fixtures.resolve("peer"),
            config.urls().listenPeer(),
            security,
            "peer");
    return config.with(security.with(client, peer));
  }

  private TlsSettings provide(
      TlsSettings settings, Path folder, List<MemberUrl> urls, Security security, String whom)
      throws IOException {
    if (!settings.auto()) {
      return settings;
    }
    if (settings.certificate().isPresent() || settings.key().isPresent()) {
      LOG.atWarn().log("ignoring {} auto TLS since certs given", whom);
      return settings;
    }
    List<String> hosts = urls.stream().map(MemberUrl::host).distinct().toList();
    SelfSigned made = SelfSigned.in(folder, hosts, security.selfSignedYears(), clock);
    return settings.withIdentity(made.certificate(), made.key());
  }
}
