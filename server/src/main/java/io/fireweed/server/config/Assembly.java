package io.fireweed.server.config;

import io.fireweed.server.config.BackendTuning.Freelist;
import io.fireweed.server.config.BackendTuning.Fsync;
import io.fireweed.server.config.Security.TlsVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes records of settings that were read one by one.
final class Assembly {
  /// Where settings come from: flags unset some defaults that a file keeps.
  enum Source {
    FLAGS,
    FILE
  }

  private static final Duration BATCH_INTERVAL = Duration.ofMillis(100);
  private static final int BATCH_LIMIT = 10_000;
  private static final Duration SHORTEST_RAFT_TIMEOUT = Duration.ofSeconds(5);

  private final Settings settings;
  private final Source source;

  Assembly(Settings settings, Source source) {
    this.settings = settings;
    this.source = source;
  }

  MemberConfig config() {
    LogSettings logging = new LogAssembly(settings).settings();
    Urls urls = urls();
    return new MemberConfig(
        settings.text("name"),
        directories(),
        urls,
        bootstrap(urls),
        raft(),
        backend(),
        limits(),
        security(),
        new TokenAuth(
            settings.text("auth-token"),
            settings.count("bcrypt-cost"),
            Duration.ofSeconds(settings.count("auth-token-ttl"))),
        compaction(),
        new IntegrityChecks(
            settings.span("corrupt-check-time"),
            settings.span("compact-hash-check-time"),
            settings.span("downgrade-check-time")),
        telemetry(),
        logging,
        gates());
  }

  private Directories directories() {
    Path data = Path.of(settings.ifAny("data-dir").orElse(settings.text("name") + ".etcd"));
    Directories usual = Directories.under(data);
    return settings.ifAny("wal-dir").map(wal -> new Directories(data, Path.of(wal))).orElse(usual);
  }

  private Urls urls() {
    boolean untold =
        source == Source.FLAGS
            && settings.isSet("listen-client-urls")
            && !settings.isSet("advertise-client-urls");
    return new Urls(
        orInitial("listen-peer-urls"),
        orInitial("listen-client-urls"),
        settings.urls("listen-client-http-urls"),
        settings.urls("listen-metrics-urls"),
        orInitial("initial-advertise-peer-urls"),
        untold ? List.of() : orInitial("advertise-client-urls"));
  }

  /// An empty list of addresses is no list.
  private List<MemberUrl> orInitial(String name) {
    List<MemberUrl> urls = settings.urls(name);
    return urls.isEmpty() ? MemberUrl.list(Flags.require(name).initial()) : urls;
  }

  private Bootstrap bootstrap(Urls urls) {
    return new Bootstrap(
        members(urls),
        "existing".equals(settings.text("initial-cluster-state"))
            ? Bootstrap.State.EXISTING
            : Bootstrap.State.NEW,
        settings.text("initial-cluster-token"),
        settings.on("strict-reconfig-check"),
        settings.on("force-new-cluster"));
  }

  private Bootstrap.Source members(Urls urls) {
    List<String> endpoints = settings.texts("discovery-endpoints");
    if (!endpoints.isEmpty()) {
      return new Bootstrap.Registry(
          settings.text("discovery-token"),
          endpoints,
          settings.span("discovery-dial-timeout"),
          settings.span("discovery-request-timeout"),
          settings.span("discovery-keepalive-time"),
          settings.span("discovery-keepalive-timeout"));
    }
    Optional<String> domain = settings.ifAny("discovery-srv");
    if (domain.isPresent()) {
      return new Bootstrap.DnsSrv(domain.get(), settings.text("discovery-srv-name"));
    }
    String list = settings.text("initial-cluster");
    String initial = Flags.require("initial-cluster").initial();
    String name = settings.text("name");
    boolean named = !name.equals(Flags.require("name").initial());
    if (list.equals(initial) && named) {
      return new Bootstrap.Listed(Map.of(name, urls.advertisePeer()));
    }
    return new Bootstrap.Listed(InitialCluster.parse(list));
  }

  private RaftTuning raft() {
    return new RaftTuning(
        settings.millis("heartbeat-interval"),
        settings.millis("election-timeout"),
        settings.on("initial-election-tick-advance"),
        settings.on("pre-vote"),
        settings.longCount("snapshot-count"),
        settings.longCount("snapshot-catchup-entries"),
        settings.count("max-snapshots"),
        settings.count("max-wals"),
        Math.clamp(settings.number("max-learners"), Integer.MIN_VALUE, Integer.MAX_VALUE),
        atLeast("raft-read-timeout", SHORTEST_RAFT_TIMEOUT),
        atLeast("raft-write-timeout", SHORTEST_RAFT_TIMEOUT));
  }

  private Duration atLeast(String name, Duration least) {
    Duration span = settings.span(name);
    return span.compareTo(least) < 0 ? least : span;
  }

  private BackendTuning backend() {
    Duration interval = settings.span("backend-batch-interval");
    long limit = settings.number("backend-batch-limit");
    return new BackendTuning(
        settings.number("quota-backend-bytes"),
        "array".equals(settings.text("backend-bbolt-freelist-type"))
            ? Freelist.ARRAY
            : Freelist.MAP,
        interval.isZero() ? BATCH_INTERVAL : interval,
        limit == 0 ? BATCH_LIMIT : Math.clamp(limit, 1, Integer.MAX_VALUE),
        settings.count("bootstrap-defrag-threshold-megabytes"),
        settings.on("memory-mlock"),
        settings.on("unsafe-no-fsync") ? Fsync.NEVER : Fsync.ALWAYS);
  }

  private CallLimits limits() {
    return new CallLimits(
        settings.count("max-txn-ops"),
        settings.count("max-request-bytes"),
        settings.longCount("max-concurrent-streams"),
        settings.span("grpc-keepalive-min-time"),
        settings.span("grpc-keepalive-interval"),
        settings.span("grpc-keepalive-timeout"),
        settings.on("socket-reuse-port"),
        settings.on("socket-reuse-address"),
        settings.on("enable-grpc-gateway"));
  }

  private Security security() {
    return new Security(
        tls("", "auto-tls", "client-cert-allowed-hostname", "client-crl-file"),
        tls("peer-", "peer-auto-tls", "peer-cert-allowed-hostname", "peer-crl-file"),
        cipherSuites(),
        tlsVersion("tls-min-version").orElse(TlsVersion.V1_2),
        tlsVersion("tls-max-version"),
        Math.max(1, settings.count("self-signed-cert-validity")),
        settings.texts("cors"),
        settings.texts("host-whitelist"));
  }

  /// TLS 1.3 alone has no choice of suites; the rules say so, whatever the names are.
  private List<String> cipherSuites() {
    List<String> names = settings.texts("cipher-suites");
    return "TLS1.3".equals(settings.text("tls-min-version")) ? names : CipherSuites.standard(names);
  }

  private TlsSettings tls(String prefix, String auto, String hosts, String revoked) {
    boolean peer = !prefix.isEmpty();
    return new TlsSettings(
        path(prefix + "cert-file"),
        path(prefix + "key-file"),
        path(prefix + "client-cert-file"),
        path(prefix + "client-key-file"),
        path(prefix + "trusted-ca-file"),
        path(revoked),
        settings.on(prefix + "client-cert-auth"),
        settings.on(auto),
        settings.texts(hosts),
        peer ? settings.texts("peer-cert-allowed-cn") : List.of(),
        peer && settings.on("peer-skip-client-san-verification"));
  }

  private Optional<Path> path(String name) {
    return settings.ifAny(name).map(Path::of);
  }

  private Optional<TlsVersion> tlsVersion(String name) {
    return switch (settings.text(name)) {
      case "" -> Optional.empty();
      case "TLS1.2" -> Optional.of(TlsVersion.V1_2);
      case "TLS1.3" -> Optional.of(TlsVersion.V1_3);
      default ->
          throw new BadSettingException(
              "unexpected TLS version \""
                  + settings.text(name)
                  + "\" (must be one of: TLS1.2, TLS1.3)");
    };
  }

  private Compaction compaction() {
    return new Compaction(
        Retentions.parse(
            settings.text("auto-compaction-mode"), settings.text("auto-compaction-retention")),
        Math.clamp(settings.number("compaction-batch-limit"), 0, Integer.MAX_VALUE),
        settings.span("compaction-sleep-interval"));
  }

  private Telemetry telemetry() {
    return new Telemetry(
        settings.on("enable-pprof"),
        "extensive".equals(settings.text("metrics"))
            ? Telemetry.Metrics.EXTENSIVE
            : Telemetry.Metrics.BASIC,
        settings.span("warning-apply-duration"),
        settings.span("warning-unary-request-duration"),
        settings.span("watch-progress-notify-interval"),
        new Telemetry.Tracing(
            settings.on("enable-distributed-tracing"),
            settings.text("distributed-tracing-address"),
            settings.text("distributed-tracing-service-name"),
            settings.text("distributed-tracing-instance-id"),
            Math.clamp(
                settings.number("distributed-tracing-sampling-rate"),
                Integer.MIN_VALUE,
                Integer.MAX_VALUE)));
  }

  private FeatureGates gates() {
    return OldNames.apply(settings, GateText.parse(settings.text("feature-gates")));
  }
}
