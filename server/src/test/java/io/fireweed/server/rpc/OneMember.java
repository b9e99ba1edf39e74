package io.fireweed.server.rpc;

import io.fireweed.format.bbolt.DbOptions.Durability;
import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.raftlog.ConfChange;
import io.fireweed.format.raftlog.ConfChangeType;
import io.fireweed.format.raftlog.Dialect;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.schema.EtcdVersion;
import io.fireweed.format.schema.MemberId;
import io.fireweed.format.schema.MemberRow;
import io.fireweed.format.wal.WalMetadata;
import io.fireweed.raft.Config;
import io.fireweed.raft.Limits;
import io.fireweed.raft.Node;
import io.fireweed.raft.ReadMode;
import io.fireweed.raft.trace.Trace;
import io.fireweed.server.auth.CallOrigin;
import io.fireweed.server.auth.LiveRights;
import io.fireweed.server.auth.Passwords;
import io.fireweed.server.auth.SimpleTokens;
import io.fireweed.server.lease.LeaseRules;
import io.fireweed.server.lease.LeaseTimer;
import io.fireweed.server.lease.Lessor;
import io.fireweed.server.lease.ProposedLeases;
import io.fireweed.server.log.DurableLog;
import io.fireweed.server.log.LogOptions;
import io.fireweed.server.member.LiveMember;
import io.fireweed.server.member.MemberLimits;
import io.fireweed.server.state.LiveState;
import io.fireweed.server.state.StateOptions;
import io.fireweed.server.watch.WatchLimits;
import io.fireweed.server.watch.WatchService;
import io.fireweed.storage.apply.ApplyRules;
import io.fireweed.storage.auth.BcryptHasher;
import io.fireweed.storage.watch.WatchHub;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// A member with leases, users, locks and elections, reached without a socket.
final class OneMember implements AutoCloseable {
  private static final int COST = 4;

  private final DurableLog log;
  private final LiveState state;
  private final LiveMember member;
  private final Passwords passwords = new Passwords(COST);
  private final Lessor lessor;
  private final LeaseTimer timer;
  private final WatchService watches;
  private final Server server;
  private final ManagedChannel channel;

  OneMember(Path directory) throws IOException {
    LocalDisk disk = new LocalDisk();
    MemberDir places = MemberDir.of(directory);
    MemberRow row = MemberRow.voter(new MemberId(1), List.of("http://127.0.0.1:2380"), "default");
    ConfChange change = new ConfChange(0, ConfChangeType.ADD_NODE, 1, row.value());
    Entry first = new Entry(1, 1, EntryType.CONF_CHANGE, change.encode(Dialect.EXPLICIT_ZEROS));
    DurableLog.create(disk, places, new WalMetadata(1, 2), List.of(first), LogOptions.DEFAULT)
        .close();
    log = DurableLog.open(disk, places, LogOptions.DEFAULT).log();
    SecureRandom chance = new SecureRandom();
    StateOptions options = StateOptions.DEFAULT;
    state =
        LiveState.open(
            disk,
            places.db(),
            ApplyRules.of(new EtcdVersion(3, 7, 1)),
            new BcryptHasher(chance, COST),
            new StateOptions(
                options.batchInterval(),
                options.batchLimit(),
                options.compactionBatchLimit(),
                options.compactionPause(),
                Durability.EACH_COMMIT));
    WatchHub hub = new WatchHub(state.revision(), state.compactRevision());
    state.listen(hub);
    Config core =
        new Config(
            1,
            10,
            1,
            state.appliedIndex(),
            new Limits(1 << 20, 64 << 20, 1L << 30, 512, 0),
            ReadMode.SAFE,
            Set.of());
    Node node = new Node(core, log, new Random(1)::nextInt, Trace.SILENT);
    member = LiveMember.over(log, node, state, MemberLimits.DEFAULT);
    lessor =
        new Lessor(
            new LeaseRules(Duration.ofSeconds(1), LeaseRules.Checkpointing.OFF),
            new ProposedLeases(member),
            System::nanoTime,
            state.look(tables -> tables.leases().rows()));
    SimpleTokens tokens = new SimpleTokens(chance, System::nanoTime, Duration.ofMinutes(5));
    member.follow(lessor);
    member.follow(tokens);
    LiveRights rights = new LiveRights(state, tokens, LiveRights.CertificateNames.IGNORED);
    // Its thread catches up with what changed between a read and the watch that follows it.
    watches =
        WatchService.start(
            member,
            hub,
            state,
            rights,
            new WatchLimits(1 << 20, Duration.ofMinutes(10), Duration.ofSeconds(1)),
            chance);
    PatientCalls patient = new PatientCalls(member, rights, hub, chance);
    Quota quota = new Quota(member, () -> 0, Long.MAX_VALUE);
    server =
        InProcessServerBuilder.forName(directory.toString())
            .directExecutor()
            .addService(
                ServerInterceptors.intercept(
                    new KvService(member, rights, quota, 128, 1 << 20, Runnable::run).definition(),
                    CallOrigin.interceptor()))
            .addService(
                ServerInterceptors.intercept(
                    new LeaseService(member, rights, lessor, quota, chance),
                    CallOrigin.interceptor()))
            .addService(
                ServerInterceptors.intercept(
                    new AuthService(member, rights, tokens, passwords), CallOrigin.interceptor()))
            .addService(
                ServerInterceptors.intercept(new LockService(patient), CallOrigin.interceptor()))
            .addService(
                ServerInterceptors.intercept(
                    new ElectionService(patient), CallOrigin.interceptor()))
            .build();
    member.start();
    timer = LeaseTimer.start(lessor);
    server.start();
    channel = InProcessChannelBuilder.forName(directory.toString()).build();
  }

  ManagedChannel channel() {
    return channel;
  }

  LiveMember member() {
    return member;
  }

  @Override
  public void close() throws IOException {
    channel.shutdownNow();
    server.shutdownNow();
    watches.close();
    timer.close();
    passwords.close();
    member.close();
    state.close();
    log.close();
  }
}
