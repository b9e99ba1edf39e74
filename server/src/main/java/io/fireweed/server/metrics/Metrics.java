package io.fireweed.server.metrics;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// All that one member measures. Fields of the groups are recorded into directly:
/// `metrics.disk().walFsync().observe(seconds)`.
public final class Metrics {
  /// What [#text()] is served as.
  public static final String CONTENT_TYPE = ExpositionText.CONTENT_TYPE;

  private final Registry registry = new Registry();
  private final DiskMetrics disk = DiskMetrics.in(registry);
  private final MvccMetrics mvcc = MvccMetrics.in(registry);
  private final LeaseMetrics leases = LeaseMetrics.in(registry);
  private final NetworkMetrics network = NetworkMetrics.in(registry);
  private final MemberMetrics member = MemberMetrics.in(registry);
  private final HealthMetrics health = HealthMetrics.in(registry);
  private final CallMetrics calls;
  private final List<Runnable> refreshing = new CopyOnWriteArrayList<>();

  private Metrics(CallMetrics.Detail detail) {
    calls = CallMetrics.in(registry, network, detail);
    ProcessMetrics.register(registry);
  }

  /// {@return what `--metrics=basic` measures}
  public static Metrics basic() {
    return new Metrics(CallMetrics.Detail.BASIC);
  }

  /// {@return what `--metrics=extensive` measures: also how long calls take}
  public static Metrics extensive() {
    return new Metrics(CallMetrics.Detail.EXTENSIVE);
  }

  /// {@return the disk's}
  public DiskMetrics disk() {
    return disk;
  }

  /// {@return those of keys and watchers}
  public MvccMetrics mvcc() {
    return mvcc;
  }

  /// {@return those of leases}
  public LeaseMetrics leases() {
    return leases;
  }

  /// {@return those of clients and peers}
  public NetworkMetrics network() {
    return network;
  }

  /// {@return the member's}
  public MemberMetrics member() {
    return member;
  }

  /// {@return those of health checks}
  public HealthMetrics health() {
    return health;
  }

  /// {@return those of gRPC calls}
  public CallMetrics calls() {
    return calls;
  }

  /// Lets `task` bring up to date what cannot be followed, whenever somebody asks for the text.
  public void beforeText(Runnable task) {
    refreshing.add(task);
  }

  /// {@return everything in the text format of Prometheus}
  public byte[] text() {
    refreshing.forEach(Runnable::run);
    return registry.text();
  }
}
