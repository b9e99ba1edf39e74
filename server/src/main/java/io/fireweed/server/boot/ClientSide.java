package io.fireweed.server.boot;

import io.fireweed.format.schema.LeaseRow;
import io.fireweed.format.schema.MemberId;
import io.fireweed.server.auth.CallOrigin;
import io.fireweed.server.auth.LiveRights;
import io.fireweed.server.auth.Passwords;
import io.fireweed.server.auth.Rights;
import io.fireweed.server.auth.Tokens;
import io.fireweed.server.compact.AutoCompaction;
import io.fireweed.server.compact.CompactionPlan;
import io.fireweed.server.config.Compaction;
import io.fireweed.server.config.FeatureGates;
import io.fireweed.server.config.MemberConfig;
import io.fireweed.server.config.MemberUrl;
import io.fireweed.server.door.CallGuard;
import io.fireweed.server.door.ClientPort;
import io.fireweed.server.door.LeaderWatch;
import io.fireweed.server.door.Offered;
import io.fireweed.server.door.ReadableRequests;
import io.fireweed.server.door.StandardServices;
import io.fireweed.server.gateway.Gateway;
import io.fireweed.server.gateway.GatewayPaths;
import io.fireweed.server.http.RouteTable;
import io.fireweed.server.lease.LeaseRules;
import io.fireweed.server.lease.LeaseTimer;
import io.fireweed.server.lease.Lessor;
import io.fireweed.server.lease.ProposedLeases;
import io.fireweed.server.member.LiveMember;
import io.fireweed.server.metrics.Metrics;
import io.fireweed.server.rpc.AuthService;
import io.fireweed.server.rpc.ClusterService;
import io.fireweed.server.rpc.ElectionService;
import io.fireweed.server.rpc.KvService;
import io.fireweed.server.rpc.LeaseService;
import io.fireweed.server.rpc.LockService;
import io.fireweed.server.rpc.MaintenanceService;
import io.fireweed.server.rpc.PatientCalls;
import io.fireweed.server.rpc.Quota;
import io.fireweed.server.state.LiveState;
import io.fireweed.server.watch.WatchLimits;
import io.fireweed.server.watch.WatchService;
import io.fireweed.storage.watch.WatchHub;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything that faces clients: services, what they keep beside the state, and ports.
final class ClientSide {
  private static final Logger log = LoggerFactory.getLogger(ClientSide.class);
  private static final int WORKERS = 4;
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final long MAX_HALT_SECONDS = 5;
  private static final int FRAGMENT_ROOM_BYTES = 512 << 10;

  private final MemberConfig config;
  private final LiveMember member;
  private final LiveState state;
  private final ClientPort port;
  private final Parts parts;
  private final ExecutorService workers;
  private final Metrics metrics;
  private final Readings readings;
  private final LeaderWatch leaderWatch;
  private final Lessor lessor;
  private final Offered offered;

  /// To be made before the member begins, so that nothing applied is missed.
  ///
  /// @param port bound, and not served yet
  /// @param parts closes what is opened here, also if a later step fails
  ClientSide(
      MemberConfig config,
      ClientPort port,
      Startup.Running running,
      Tokens tokens,
      Metrics metrics,
      Parts parts)
      throws IOException {
    this.config = config;
    this.port = port;
    this.parts = parts;
    this.member = running.member();
    this.state = running.state();
    this.workers =
        Executors.newFixedThreadPool(
            WORKERS, Thread.ofPlatform().name("worker-", 0).daemon().factory());
    AutoCloseable _ = parts.opened(this::haltWorkers);
    this.metrics = metrics;
    this.readings = new Readings(metrics);
    readings.follow(config);
    readings.follow(member);
    readings.follow(state);
    this.leaderWatch = new LeaderWatch(member);
    this.lessor = lessor();
    this.offered = offered(tokens);
  }

  private Lessor lessor() {
    boolean checkpoints = config.gates().enabled(FeatureGates.Gate.LEASE_CHECKPOINT);
    LeaseRules rules =
        new LeaseRules(
            config.raft().election(),
            checkpoints ? LeaseRules.Checkpointing.ON : LeaseRules.Checkpointing.OFF);
    List<LeaseRow> known = state.look(tables -> tables.leases().rows());
    Lessor made = new Lessor(rules, new ProposedLeases(member), System::nanoTime, known);
    member.follow(made);
    member.follow(readings.follow(made));
    return made;
  }

  private Offered offered(Tokens tokens) throws IOException {
    member.follow(tokens);
    Rights rights =
        new LiveRights(
            state,
            tokens,
            config.security().client().clientAuth()
                ? LiveRights.CertificateNames.USERS
                : LiveRights.CertificateNames.IGNORED);
    List<ServerServiceDefinition> services = services(rights, tokens);
    metrics.calls().know(services);
    CallGuard guard =
        new CallGuard(member, metrics.member(), leaderWatch, config.telemetry().warnUnary());
    services.replaceAll(
        service ->
            ReadableRequests.of(
                ServerInterceptors.intercept(service, guard, CallOrigin.interceptor())));
    RouteTable site = Site.whole(config, member, metrics);
    if (config.limits().gateway()) {
      // Paths of earlier releases have become these at the door.
      site.under(GatewayPaths.ROOT, gateway(services));
    }
    return new Offered(services, site, Site.monitoring(member, metrics));
  }

  private List<ServerServiceDefinition> services(Rights rights, Tokens tokens) {
    WatchHub hub = new WatchHub(state.revision(), state.compactRevision());
    state.listen(hub);
    long quotaBytes = config.backend().effectiveQuotaBytes();
    Quota quota = new Quota(member, state::sizeBytes, quotaBytes);
    List<ServerServiceDefinition> services = new ArrayList<>();
    services.add(
        new KvService(
                member,
                rights,
                quota,
                config.limits().maxTxnOps(),
                config.limits().maxRequestBytes(),
                workers)
            .definition());
    services.add(watches(hub, rights).bindService());
    services.add(
        new ClusterService(member, rights, config.raft().maxLearners(), Clock.systemUTC())
            .bindService());
    services.add(new MaintenanceService(member, rights, state, quotaBytes, workers).bindService());
    services.add(new LeaseService(member, rights, lessor, quota, new Random()).bindService());
    Passwords passwords = parts.opened(new Passwords(config.auth().bcryptCost()));
    services.add(new AuthService(member, rights, tokens, passwords).bindService());
    PatientCalls patient = new PatientCalls(member, rights, hub, new Random());
    services.add(new LockService(patient).bindService());
    services.add(new ElectionService(patient).bindService());
    services.addAll(parts.opened(new StandardServices()).all());
    return services;
  }

  private WatchService watches(WatchHub hub, Rights rights) {
    WatchLimits limits =
        new WatchLimits(
            config.limits().maxRequestBytes() + FRAGMENT_ROOM_BYTES,
            config.telemetry().watchProgress(),
            config.raft().election());
    WatchService watches =
        parts.opened(WatchService.start(member, hub, state, rights, limits, new Random()));
    readings.follow(hub, watches);
    return watches;
  }

  private Gateway gateway(List<ServerServiceDefinition> services) throws IOException {
    return parts.opened(
        Gateway.open(
            services,
            List.of(metrics.calls()),
            Doors.of(config).limits().maxMessageBytes(),
            () -> state.look(tables -> tables.auth().isEnabled()),
            state.answerRoom()));
  }

  /// Begins to answer: the member can.
  void open() throws IOException {
    parts.opened(LeaseTimer.start(lessor));
    watchForLeader();
    plan().ifPresent(plan -> parts.opened(AutoCompaction.start(member, plan)));
    AutoCloseable _ = parts.opened(() -> port.stop(GRACE));
    port.serve(offered);
    tell();
  }

  private void tell() {
    log.atInfo()
        .addKeyValue("local-member-id", new MemberId(member.id()))
        .addKeyValue("initial-advertise-peer-urls", config.urls().advertisePeer())
        .addKeyValue("listen-peer-urls", config.urls().listenPeer())
        .addKeyValue("advertise-client-urls", config.urls().advertiseClient())
        .addKeyValue("listen-client-urls", config.urls().listenClient())
        .addKeyValue("listen-metrics-urls", config.urls().listenMetrics())
        .log("now serving peer/client/metrics");
    List<MemberUrl> urls = config.urls().listenClient();
    for (int at = 0; at < urls.size(); at++) {
      boolean secure = urls.get(at).scheme().secure();
      log.atInfo()
          .addKeyValue("traffic", "grpc+http")
          .addKeyValue("address", Doors.text(port.addresses().get(at)))
          .log(
              secure
                  ? "serving client traffic securely"
                  : "serving client traffic insecurely; this is strongly discouraged!");
    }
  }

  private void watchForLeader() {
    ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("leader-watch").daemon().factory());
    AutoCloseable _ = parts.opened(thread::shutdownNow);
    long period = config.raft().election().toMillis();
    var _ = thread.scheduleWithFixedDelay(leaderWatch::look, period, period, TimeUnit.MILLISECONDS);
  }

  private Optional<CompactionPlan> plan() {
    return switch (config.compaction().retention()) {
      case Compaction.Everything() -> Optional.empty();
      case Compaction.LastRevisions(long count) ->
          Optional.of(new CompactionPlan.LastRevisions(count));
      case Compaction.RecentPast(Duration period) ->
          Optional.of(new CompactionPlan.RecentPast(period));
    };
  }

  private void haltWorkers() throws InterruptedException {
    workers.shutdownNow();
    boolean _ = workers.awaitTermination(MAX_HALT_SECONDS, TimeUnit.SECONDS);
  }
}
