package io.fireweed.raft.wire;

import io.fireweed.fixtures.ClusterPlan;
import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.Eventually;
import io.fireweed.fixtures.ProgramRun;
import io.fireweed.fixtures.RealEtcd;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Real members whose peers reach them only through a [RecordingProxy].
final class RecordedCluster implements AutoCloseable {
  private static final Duration READY_LIMIT = Duration.ofSeconds(90);

  /// Short timeouts, and snapshots often enough for a member to need one.
  private static final List<String> FLAGS =
      List.of(
          "--heartbeat-interval=50",
          "--election-timeout=500",
          "--snapshot-count=20",
          "--pre-vote=true",
          "--log-level=info");

  private final EtcdPrograms programs;
  private final Path directory;
  private final ClusterPlan plan;
  private final List<Integer> peerPorts;
  private final List<RecordingProxy> proxies;
  private final List<RealEtcd> members = new ArrayList<>();

  private RecordedCluster(
      EtcdPrograms programs,
      Path directory,
      ClusterPlan plan,
      List<Integer> peerPorts,
      List<RecordingProxy> proxies) {
    this.programs = programs;
    this.directory = directory;
    this.plan = plan;
    this.peerPorts = peerPorts;
    this.proxies = proxies;
  }

  /// Starts three members; a fourth is planned, and starts with [#join].
  ///
  /// @param translateInto the release in whose form members get what others sent; none: as it was
  static RecordedCluster start(
      EtcdPrograms programs, Path directory, Optional<WireRelease> translateInto)
      throws IOException {
    ClusterPlan direct = ClusterPlan.of(4);
    List<RecordingProxy> proxies = new ArrayList<>();
    List<Integer> ports = new ArrayList<>();
    List<ClusterPlan.Member> advertised = new ArrayList<>();
    for (ClusterPlan.Member member : direct.members()) {
      int port = URI.create(member.peerUrl()).getPort();
      RecordingProxy proxy = new RecordingProxy(port, translateInto);
      ports.add(port);
      proxies.add(proxy);
      advertised.add(
          new ClusterPlan.Member(
              member.name(), member.clientUrl(), proxy.url(), member.metricsUrl()));
    }
    ClusterPlan plan = new ClusterPlan(direct.token(), advertised);
    RecordedCluster cluster = new RecordedCluster(programs, directory, plan, ports, proxies);
    try {
      for (int i = 0; i < 3; i++) {
        cluster.launch(i, "--initial-cluster=" + cluster.initialCluster(3));
      }
      cluster.members.forEach(member -> member.awaitReady(READY_LIMIT));
      return cluster;
    } catch (RuntimeException | AssertionError e) {
      cluster.close();
      throw e;
    }
  }

  private void launch(int number, String... flags) {
    ClusterPlan.Member member = plan.members().get(number);
    List<String> all = new ArrayList<>(FLAGS);
    all.add("--listen-peer-urls=http://127.0.0.1:" + peerPorts.get(number));
    all.addAll(List.of(flags));
    members.add(RealEtcd.launch(programs, plan, member, directory.resolve(member.name()), all));
  }

  private String initialCluster(int count) {
    return new ClusterPlan(plan.token(), plan.members().subList(0, count)).initialCluster();
  }

  /// Adds the fourth member as a learner, makes it a voter, and waits until it serves.
  ///
  /// {@return its id, in hexadecimal}
  String join() {
    ClusterPlan.Member fourth = plan.members().get(3);
    ProgramRun added =
        change("member", "add", fourth.name(), "--learner", "--peer-urls=" + fourth.peerUrl());
    // Spaces stand for the leading zeros of an id.
    String id = added.out().split(" +", -1)[1];
    launch(3, "--initial-cluster=" + initialCluster(4), "--initial-cluster-state=existing");
    change("member", "promote", id);
    members.get(3).awaitReady(READY_LIMIT);
    return id;
  }

  /// Changes the membership, which members refuse until they were connected for a while.
  ///
  /// {@return the run that succeeded}
  ProgramRun change(String... arguments) {
    return etcdctl(0, arguments);
  }

  RealEtcd member(int number) {
    return members.get(number);
  }

  /// {@return the number of a running member that leads}
  int leader() {
    List<Integer> found = new ArrayList<>();
    Eventually.within(
        READY_LIMIT,
        () -> "one of the members leads",
        () -> {
          found.clear();
          for (int i = 0; i < members.size(); i++) {
            if (members.get(i).isAlive() && leads(i)) {
              found.add(i);
            }
          }
          return found.size() == 1;
        });
    return found.getFirst();
  }

  private boolean leads(int number) {
    String[] words = status(number);
    return words.length > 4 && words[4].strip().equals("true");
  }

  /// {@return the id of a member, in hexadecimal}
  String id(int number) {
    return status(number)[1].strip();
  }

  private String[] status(int number) {
    return run(number, "endpoint", "status").out().split(",", -1);
  }

  /// Hands leadership over, from whoever has it.
  void moveLeader(int to) {
    eventually(
        "leadership moves",
        () -> {
          int from = leader();
          if (from != to) {
            run(from, "move-leader", id(to));
          }
          return leads(to);
        });
  }

  /// Repeats a command until it succeeds, as it does once the members found a leader.
  ///
  /// {@return the run that succeeded}
  ProgramRun etcdctl(int number, String... arguments) {
    List<ProgramRun> runs = new ArrayList<>();
    Eventually.within(
        READY_LIMIT,
        () -> List.of(arguments) + " succeeds: " + runs.getLast(),
        () -> {
          runs.add(run(number, arguments));
          return runs.getLast().exitCode() == 0;
        });
    return runs.getLast();
  }

  private ProgramRun run(int number, String... arguments) {
    return members.get(number).etcdctl(arguments);
  }

  /// {@return the messages exchanged so far}
  PeerTape tape(WireRelease release) {
    PeerTape tape = new PeerTape(release);
    proxies.stream()
        .flatMap(proxy -> proxy.recordings().stream())
        .flatMap(recording -> HttpTape.exchanges(recording).stream())
        .forEach(tape::add);
    return tape;
  }

  /// {@return how many messages were translated so far}
  int translatedCount() {
    return proxies.stream().mapToInt(RecordingProxy::translatedCount).sum();
  }

  @Override
  public void close() {
    members.forEach(RealEtcd::close);
    proxies.forEach(RecordingProxy::close);
  }

  /// {@return the numbers of members 0 to 2 that are not among `others`}
  static List<Integer> votersWithout(Integer... others) {
    return Stream.of(0, 1, 2).filter(number -> !List.of(others).contains(number)).toList();
  }

  /// Waits, at most as long as a member needs to serve.
  static void eventually(String what, Eventually.Condition condition) {
    Eventually.within(READY_LIMIT, () -> what, condition);
  }

  /// {@return the value of the system property, if it says something}
  static Optional<Path> recordInto() {
    return Optional.ofNullable(System.getProperty("raft.record"))
        .filter(text -> !text.isEmpty())
        .map(Path::of);
  }
}
