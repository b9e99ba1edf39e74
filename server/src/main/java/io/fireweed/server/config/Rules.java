package io.fireweed.server.config;

import io.fireweed.server.config.FeatureGates.Gate;
import io.fireweed.server.config.Invocation.Remark;
import io.fireweed.server.config.LogSettings.Level;
import io.fireweed.server.config.Security.TlsVersion;
import java.util.List;
import java.util.stream.Collectors;

/// What settings must be to each other, in etcd's order and words.
final class Rules {
  private static final long LONGEST_ELECTION_MILLIS = 50_000;
  private static final int LARGE_REQUEST_BYTES = 10 << 20;

  private Rules() {}

  /// @throws BadSettingException at the first rule that is broken
  static void check(MemberConfig config, Settings settings, List<Remark> remarks) {
    if ("proxy".equals(settings.text("discovery-fallback"))) {
      throw new BadSettingException(
          "v2 proxy is deprecated, and --discovery-fallback can't be configured as \"proxy\"");
    }
    urls(config.urls(), remarks);
    sources(settings);
    timers(settings);
    if (config.urls().advertiseClient().isEmpty()) {
      throw new BadSettingException(
          "--advertise-client-urls is required when --listen-client-urls is set explicitly");
    }
    tracing(config.telemetry().tracing());
    gates(config, remarks);
    if (!config.integrity().compactHashCheckTime().isPositive()) {
      throw new BadSettingException(
          "--compact-hash-check-time must be >0 (set to "
              + GoText.print(config.integrity().compactHashCheckTime())
              + ")");
    }
    tls(config.security());
    AuthTokenRules.check(config.auth().token());
    remarks(config, settings, remarks);
  }

  private static void urls(Urls urls, List<Remark> remarks) {
    bindable(urls.listenPeer());
    bindable(urls.listenClient());
    bindable(urls.listenClientHttp());
    if (urls.listenClientHttp().isEmpty()) {
      remarks.add(
          new Remark(
              Level.WARN,
              "Running http and grpc server on single port. This is not recommended for"
                  + " production.",
              "",
              ""));
    }
    bindable(urls.listenMetrics());
    for (MemberUrl url : urls.advertisePeer()) {
      if (url.host().isEmpty()) {
        throw new BadSettingException(
            "--initial-advertise-peer-urls \""
                + joined(urls.advertisePeer())
                + "\" must be \"host:port\" (unexpected empty host ("
                + url
                + "))");
      }
    }
    for (MemberUrl url : urls.advertiseClient()) {
      if (url.host().isEmpty()) {
        throw new BadSettingException(
            "--advertise-client-urls \""
                + joined(urls.advertiseClient())
                + "\" must be in the format \"host:port\", \"unix:/path/to/socket\" or"
                + " \"unixs:/path/to/socket\" (unexpected empty host ("
                + url
                + "))");
      }
    }
  }

  private static String joined(List<MemberUrl> urls) {
    return urls.stream().map(MemberUrl::toString).collect(Collectors.joining(","));
  }

  /// A name could be another machine's tomorrow: listening takes addresses, and the one name that
  /// cannot be.
  private static void bindable(List<MemberUrl> urls) {
    for (MemberUrl url : urls) {
      boolean bindable =
          url.scheme().local() || "localhost".equals(url.host()) || IpText.isAddress(url.host());
      if (!bindable) {
        throw new BadSettingException("expected IP in URL for binding (" + url + ")");
      }
    }
  }

  private static void sources(Settings settings) {
    boolean endpoints = !settings.texts("discovery-endpoints").isEmpty();
    boolean srv = settings.ifAny("discovery-srv").isPresent();
    boolean list =
        settings.isSet("initial-cluster") && settings.ifAny("initial-cluster").isPresent();
    if ((endpoints ? 1 : 0) + (srv ? 1 : 0) + (list ? 1 : 0) > 1) {
      throw new BadSettingException(
          "multiple discovery or bootstrap flags are set. Choose one of \"initial-cluster\","
              + " \"discovery\", \"discovery-endpoints\" or \"discovery-srv\"");
    }
    if (settings.ifAny("discovery-token").isPresent() != endpoints) {
      throw new BadSettingException("both --discovery-token and --discovery-endpoints must be set");
    }
    for (String endpoint : settings.texts("discovery-endpoints")) {
      if (endpoint.isBlank()) {
        throw new BadSettingException("--discovery-endpoints must not contain empty endpoints");
      }
    }
  }

  private static void timers(Settings settings) {
    long heartbeat = settings.longCount("heartbeat-interval");
    long election = settings.longCount("election-timeout");
    if (heartbeat == 0) {
      throw new BadSettingException("--heartbeat-interval must be >0 (set to 0ms)");
    }
    if (election == 0) {
      throw new BadSettingException("--election-timeout must be >0 (set to 0ms)");
    }
    if (heartbeat > election / 5) {
      throw new BadSettingException(
          "--election-timeout["
              + election
              + "ms] should be at least as 5 times as --heartbeat-interval["
              + heartbeat
              + "ms]");
    }
    if (election > LONGEST_ELECTION_MILLIS) {
      throw new BadSettingException(
          "--election-timeout["
              + election
              + "ms] is too long, and should be set less than "
              + LONGEST_ELECTION_MILLIS
              + "ms");
    }
  }

  private static void tracing(Telemetry.Tracing tracing) {
    int rate = tracing.samplesPerMillion();
    if (tracing.enabled() && rate < 0) {
      throw new BadSettingException(
          "distributed tracing configurition is not valid: (distributed tracing sampling rate must"
              + " be positive)");
    }
    if (tracing.enabled() && rate > 1_000_000) {
      throw new BadSettingException(
          "distributed tracing configurition is not valid: (distributed tracing sampling rate must"
              + " be less than 1000000)");
    }
  }

  private static void gates(MemberConfig config, List<Remark> remarks) {
    boolean checkpoint = config.gates().enabled(Gate.LEASE_CHECKPOINT);
    boolean persist = config.gates().enabled(Gate.LEASE_CHECKPOINT_PERSIST);
    if (persist && !checkpoint) {
      throw new BadSettingException(
          "enabling feature gate LeaseCheckpointPersist requires enabling feature gate"
              + " LeaseCheckpoint");
    }
    if (checkpoint && !persist) {
      remarks.add(
          new Remark(
              Level.WARN,
              "Detected that checkpointing is enabled without persistence. Consider enabling"
                  + " feature gate LeaseCheckpointPersist",
              "",
              ""));
    }
  }

  private static void tls(Security security) {
    boolean newest13 = security.newest().map(TlsVersion.V1_3::equals).orElse(true);
    if (security.oldest() == TlsVersion.V1_3 && !newest13) {
      throw new BadSettingException("min version (TLS1.3) is greater than max version (TLS1.2)");
    }
    if (security.oldest() == TlsVersion.V1_3 && !security.cipherSuites().isEmpty()) {
      throw new BadSettingException(
          "cipher suites cannot be configured when only TLS1.3 is enabled");
    }
  }

  private static void remarks(MemberConfig config, Settings settings, List<Remark> remarks) {
    if (!settings.isSet("name")) {
      remarks.add(
          new Remark(
              Level.WARN,
              "it isn't recommended to use default name, please set a value for --name. Note that"
                  + " etcd might run into issue when multiple members have the same default name",
              "name",
              config.name()));
    }
    if (config.limits().maxRequestBytes() > LARGE_REQUEST_BYTES) {
      remarks.add(
          new Remark(
              Level.WARN,
              "exceeded recommended request limit",
              "max-request-bytes",
              Integer.toString(config.limits().maxRequestBytes())));
    }
    if (settings.isSet("v2-deprecation")) {
      remarks.add(
          new Remark(Level.WARN, "--v2-deprecation is ignored: there is no v2 store", "", ""));
    }
  }
}
