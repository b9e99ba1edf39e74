package io.fireweed.server.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.raftlog.ConfChange;
import io.fireweed.format.raftlog.ConfChangeType;
import io.fireweed.format.raftlog.Dialect;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.wal.WalMetadata;
import io.fireweed.format.wire.Bytes;
import io.fireweed.raft.Config;
import io.fireweed.raft.Limits;
import io.fireweed.raft.Node;
import io.fireweed.raft.ReadMode;
import io.fireweed.raft.trace.Trace;
import io.fireweed.server.log.CrashDisk;
import io.fireweed.server.log.DurableLog;
import io.fireweed.server.log.LogOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A loop with one voter on a durable log, under many clients and crashes.
class RaftLoopTest {
  private static final int CLIENTS = 16;
  private static final int CRASHES = 12;
  private static final LogOptions OPTIONS =
      new LogOptions(Dialect.EXPLICIT_ZEROS, 16 << 10, 50, 2, 2);
  private static final MemberDir MEMBER = MemberDir.of(Path.of("/m"));

  @TempDir Path temporary;

  @ParameterizedTest
  @EnumSource(CrashDisk.Crash.class)
  void nothingThatAClientWasToldIsLost(CrashDisk.Crash crash) throws Exception {
    CrashDisk disk = new CrashDisk();
    bootstrap(disk, MEMBER);
    ConcurrentLinkedQueue<Bytes> acknowledged = new ConcurrentLinkedQueue<>();
    for (int life = 0; life < CRASHES; life++) {
      disk.stopBefore(disk.eventCount() + 40 + 37 * life);
      live(disk, life, acknowledged);
      disk = disk.after(crash, new Random(life));
      assertThat(stored(disk)).as("life " + life).containsAll(acknowledged);
    }
    assertThat(acknowledged).hasSizeGreaterThan(CRASHES);
  }

  @Test
  void proposalsThatWaitShareASynchronization() throws Exception {
    CrashDisk disk = new CrashDisk();
    bootstrap(disk, MEMBER);
    int before = disk.forceCount();
    int proposals = 500;
    try (DurableLog log = DurableLog.open(disk, MEMBER, OPTIONS).log()) {
      KeptEntries application = new KeptEntries();
      try (RaftLoop loop = start(log, application)) {
        application.leads.get(60, TimeUnit.SECONDS);
        for (int i = 0; i < proposals - 1; i++) {
          loop.offer(new Offered(Bytes.ofUtf8("p" + i), new CompletableFuture<>()));
        }
        Bytes last = Bytes.ofUtf8("last");
        CompletableFuture<Boolean> applied = application.await(last);
        loop.offer(new Offered(last, applied));
        applied.get(60, TimeUnit.SECONDS);
      }
    }
    assertThat(disk.forceCount() - before).isLessThan(proposals);
  }

  /// Not an assertion about speed: it prints what this machine does.
  @Test
  void throughputOnThisMachine() throws Exception {
    Disk disk = new LocalDisk();
    MemberDir member = MemberDir.of(temporary.resolve("m"));
    bootstrap(disk, member);
    try (DurableLog log = DurableLog.open(disk, member, LogOptions.DEFAULT).log()) {
      KeptEntries application = new KeptEntries();
      try (RaftLoop loop = start(log, application)) {
        application.leads.get(60, TimeUnit.SECONDS);
        for (int clients : new int[] {1, 64, 512}) {
          long perSecond = throughput(loop, application, clients);
          System.err.println("raft loop, " + clients + " clients: " + perSecond + " entries/s");
          assertThat(perSecond).isPositive();
        }
      }
    }
  }

  private static long throughput(RaftLoop loop, KeptEntries application, int clients)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
    ConcurrentLinkedQueue<Bytes> done = new ConcurrentLinkedQueue<>();
    run(
        clients,
        client -> {
          for (int i = 0; System.nanoTime() < end; i++) {
            put(
                loop,
                application,
                Bytes.ofUtf8(clients + "/" + client + "/" + i + "v".repeat(256)));
            done.add(Bytes.EMPTY);
          }
        });
    return done.size();
  }

  private static void live(CrashDisk disk, int life, ConcurrentLinkedQueue<Bytes> acknowledged)
      throws InterruptedException {
    try (DurableLog log = DurableLog.open(disk, MEMBER, OPTIONS).log()) {
      KeptEntries application = new KeptEntries();
      try (RaftLoop loop = start(log, application)) {
        loop.ended().whenComplete((_, _) -> application.leads.complete(false));
        run(
            CLIENTS,
            client -> {
              for (int i = 0; !loop.ended().isDone(); i++) {
                Bytes data = Bytes.ofUtf8("life " + life + " client " + client + " put " + i);
                put(loop, application, data);
                acknowledged.add(data);
              }
            });
      }
    } catch (IOException powerCut) {
      assertThat(powerCut).hasMessageContaining("power cut");
    }
  }

  private static void put(RaftLoop loop, KeptEntries application, Bytes data)
      throws InterruptedException, ExecutionException, TimeoutException {
    application.leads.get(60, TimeUnit.SECONDS);
    CompletableFuture<Boolean> applied = application.await(data);
    Offered offered = new Offered(data, applied);
    if (loop.offer(offered)) {
      CompletableFuture.anyOf(applied, loop.ended()).get(60, TimeUnit.SECONDS);
    }
    if (!applied.isDone()) {
      throw new TimeoutException("not applied");
    }
  }

  private record Offered(Bytes data, CompletableFuture<Boolean> applied) implements Proposal {
    @Override
    public void dropped() {
      applied.completeExceptionally(new IllegalStateException("dropped"));
    }

    @Override
    public void failed(Throwable cause) {
      applied.completeExceptionally(cause);
    }
  }

  private interface Client {
    void run(int number) throws InterruptedException, ExecutionException, TimeoutException;
  }

  private static void run(int clients, Client client) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      int number = i;
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      client.run(number);
                    } catch (InterruptedException | ExecutionException | TimeoutException gone) {
                      // The member has crashed; what it had not answered is not promised.
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static Set<Bytes> stored(CrashDisk disk) throws IOException {
    Set<Bytes> data = new HashSet<>();
    try (DurableLog log = DurableLog.open(disk, MEMBER, OPTIONS).log()) {
      log.entries(log.firstIndex(), log.lastIndex() + 1, Long.MAX_VALUE)
          .forEach(entry -> data.add(entry.data()));
    }
    return data;
  }

  private static RaftLoop start(DurableLog log, KeptEntries application) {
    Config config = new Config(1, 10, 1, 0, Limits.NONE, ReadMode.SAFE, Set.of());
    Node node = new Node(config, log, bound -> bound / 2, Trace.SILENT);
    return RaftLoop.over(node, log, Peers.NONE, application, Duration.ofMillis(2), System::nanoTime)
        .start();
  }

  private static void bootstrap(Disk disk, MemberDir member) throws IOException {
    ConfChange change = new ConfChange(0, ConfChangeType.ADD_NODE, 1, Bytes.EMPTY);
    Entry entry = new Entry(1, 1, EntryType.CONF_CHANGE, change.encode(Dialect.EXPLICIT_ZEROS));
    DurableLog.create(disk, member, new WalMetadata(1, 2), List.of(entry), OPTIONS).close();
  }
}
