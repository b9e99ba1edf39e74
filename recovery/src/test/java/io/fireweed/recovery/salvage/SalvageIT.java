package io.fireweed.recovery.salvage;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.ClusterPlan;
import io.fireweed.fixtures.EtcdCluster;
import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.Eventually;
import io.fireweed.fixtures.RealEtcd;
import io.fireweed.fixtures.SeededRandom;
import io.fireweed.format.bbolt.Cursor;
import io.fireweed.format.bbolt.DbFile;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.KeyValue;
import io.fireweed.format.wal.SegmentReport;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import io.fireweed.recovery.Progress;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real clusters of three, killed while clients write. What a client saw acknowledged must be in
/// what salvage makes of any two of the directories.
class SalvageIT {
  private static final int WRITERS = 4;
  private static final Duration LIMIT = Duration.ofSeconds(2);

  private final LocalDisk disk = new LocalDisk();
  private final Salvage salvage = new Salvage(disk, _ -> Bytes.ofUtf8("$2a$"), Progress.NONE);

  /// Every pair that was sent, and those of them that were acknowledged.
  private final Map<String, String> sent = new ConcurrentHashMap<>();

  private final Map<String, String> acknowledged = new ConcurrentHashMap<>();

  @TempDir Path scratch;

  @Test
  void everyMajorityOfAKilledClusterOf34HoldsWhatWasAcknowledged() {
    EtcdPrograms programs = EtcdPrograms.assume("3.4");
    SeededRandom.check(1, random -> killedUnderLoad(programs, random));
  }

  @Test
  void everyMajorityOfAKilledClusterOf35HoldsWhatWasAcknowledged() {
    EtcdPrograms programs = EtcdPrograms.assume("3.5");
    SeededRandom.check(1, random -> killedUnderLoad(programs, random));
  }

  @Test
  void theTailOfAnIsolatedLeaderDoesNotComeBack() {
    EtcdPrograms programs = EtcdPrograms.assume("3.4");
    SeededRandom.check(1, random -> isolatedLeader(programs, random));
  }

  private void killedUnderLoad(EtcdPrograms programs, Random random) throws Exception {
    List<Path> directories;
    try (EtcdCluster cluster = start(programs)) {
      directories = cluster.members().stream().map(RealEtcd::dataDirectory).toList();
      writeUntilKilled(cluster, random);
    }
    assertThat(acknowledged).as("acknowledged writes").hasSizeGreaterThan(10);
    Map<Path, FileTime> before = times(directories);
    for (List<Path> majority : majorities(directories)) {
      requireAcknowledged(majority);
    }
    assertThat(times(directories)).isEqualTo(before);
    for (Path alone : directories) {
      minorityAsks(alone);
    }
    Files.delete(MemberDir.of(directories.get(random.nextInt(3))).db());
    requireAcknowledged(directories);
    tearTail(directories.get(random.nextInt(3)));
    requireAcknowledged(directories);
  }

  private EtcdCluster start(EtcdPrograms programs) {
    return EtcdCluster.start(programs, ClusterPlan.of(3), scratch, "--snapshot-count=200");
  }

  /// The members are killed in a random order, so that their logs end at different entries.
  private void writeUntilKilled(EtcdCluster cluster, Random random) throws InterruptedException {
    AtomicBoolean stopped = new AtomicBoolean();
    List<Thread> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      String name = "w" + i;
      String url = cluster.clientUrls().get(i % cluster.clientUrls().size());
      writers.add(Thread.ofVirtual().start(() -> write(name, url, stopped)));
    }
    Thread.sleep(500 + random.nextInt(1_500));
    List<RealEtcd> order = new ArrayList<>(cluster.members());
    Collections.shuffle(order, random);
    for (RealEtcd member : order) {
      member.kill();
      Thread.sleep(random.nextInt(50));
    }
    stopped.set(true);
    for (Thread writer : writers) {
      assertThat(writer.join(Duration.ofSeconds(60))).isTrue();
    }
  }

  private void write(String name, String url, AtomicBoolean stopped) {
    try (Gateway gateway = new Gateway(LIMIT)) {
      for (int i = 0; !stopped.get(); i++) {
        Map<String, String> pairs = new TreeMap<>();
        pairs.put(name + "/" + i, "value " + i);
        if (i % 3 == 0) {
          pairs.put(name + "/" + i + "/too", "in one transaction");
        }
        send(gateway, url, pairs);
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean send(Gateway gateway, String url, Map<String, String> pairs)
      throws InterruptedException {
    sent.putAll(pairs);
    boolean done = gateway.write(url, pairs);
    if (done) {
      acknowledged.putAll(pairs);
    }
    return done;
  }

  private void isolatedLeader(EtcdPrograms programs, Random random) throws Exception {
    Map<String, String> lost = new TreeMap<>();
    List<Path> directories;
    try (EtcdCluster cluster = start(programs);
        Gateway gateway = new Gateway(Duration.ofMillis(300))) {
      directories = cluster.members().stream().map(RealEtcd::dataDirectory).toList();
      RealEtcd leader = leader(cluster, gateway);
      List<RealEtcd> others = cluster.members().stream().filter(m -> m != leader).toList();
      writeSome(gateway, leader, "first", 20);
      others.forEach(RealEtcd::kill);
      for (int i = 0; i < 2 + random.nextInt(3); i++) {
        Map<String, String> pair = Map.of("lost/" + i, "never acknowledged");
        assertThat(send(gateway, leader.clientUrl(), pair)).isFalse();
        lost.putAll(pair);
      }
      leader.kill();
      List<Thread> restarts =
          others.stream().map(other -> Thread.ofVirtual().start(other::restart)).toList();
      for (Thread restart : restarts) {
        restart.join(Duration.ofSeconds(60));
      }
      writeSome(gateway, others.getFirst(), "second", 20);
    }
    assertThat(acknowledged).hasSize(40);
    for (List<Path> majority : majorities(directories)) {
      assertThat(requireAcknowledged(majority))
          .doesNotContainKeys(lost.keySet().toArray(new String[0]));
    }
  }

  private void writeSome(Gateway gateway, RealEtcd member, String prefix, int count) {
    for (int i = 0; i < count; i++) {
      Map<String, String> pair = Map.of(prefix + "/" + i, "value");
      Eventually.within(
          Duration.ofSeconds(60),
          () -> "a write to " + member.clientUrl(),
          () -> send(gateway, member.clientUrl(), pair));
    }
  }

  private static RealEtcd leader(EtcdCluster cluster, Gateway gateway) {
    List<RealEtcd> found = new ArrayList<>();
    Eventually.within(
        Duration.ofSeconds(60),
        () -> "a member that says it leads",
        () -> {
          for (RealEtcd member : cluster.members()) {
            if (gateway.isLeader(member.clientUrl())) {
              found.add(member);
            }
          }
          return !found.isEmpty();
        });
    return found.getLast();
  }

  private static List<List<Path>> majorities(List<Path> all) {
    List<List<Path>> majorities = new ArrayList<>(List.of(all));
    for (Path left : all) {
      majorities.add(all.stream().filter(path -> path != left).toList());
    }
    return majorities;
  }

  /// {@return what the result holds}
  private Map<String, String> requireAcknowledged(List<Path> directories) throws IOException {
    Path output = scratch.resolve("salvaged.db");
    Files.deleteIfExists(output);
    SalvageReport report = run(directories, UncommittedTail.ASK, output);
    assertThat(report.plan().losses()).as("losses of %s", directories).isEmpty();
    Map<String, String> found = pairs(output);
    assertThat(found).as("result of %s", directories).containsAllEntriesOf(acknowledged);
    assertThat(sent).as("sent").containsAllEntriesOf(found);
    return found;
  }

  private void minorityAsks(Path directory) throws IOException {
    Path output = scratch.resolve("alone.db");
    try {
      SalvageReport report = run(List.of(directory), UncommittedTail.ASK, output);
      assertThat(report.isProven()).isFalse();
      Files.delete(output);
    } catch (RefusedException asked) {
      assertThat(asked).hasMessageContaining("nothing here proves");
      assertThat(output).doesNotExist();
    }
  }

  private SalvageReport run(List<Path> directories, UncommittedTail tail, Path output)
      throws IOException {
    Inquest inquest =
        salvage.inquest(directories.stream().map(MemberDir::of).toList(), Optional.empty());
    return salvage.carryOut(inquest, SalvagePlan.decide(inquest.evidence(), tail), output);
  }

  /// Cuts a WAL file in the middle of its last record.
  private void tearTail(Path directory) throws IOException {
    Survivor survivor = Survivor.look(disk, 0, MemberDir.of(directory));
    LogEvidence.Present log = (LogEvidence.Present) survivor.log();
    SegmentReport last = log.survey().segments().getLast();
    try (RandomAccessFile file = new RandomAccessFile(last.file().toFile(), "rw")) {
      file.setLength(last.endOffset() - 12);
    }
  }

  private Map<String, String> pairs(Path file) throws IOException {
    Map<String, String> pairs = new HashMap<>();
    try (DbFile db = DbFile.open(disk, file);
        ReadTx tx = db.read()) {
      Cursor rows = tx.requireBucket(EtcdBucket.KEY.bytes()).cursor();
      while (rows.next()) {
        KeyValue row = KeyValue.decode(rows.value(), new Origin("row", 0));
        pairs.put(row.key().toUtf8(), row.value().toUtf8());
      }
    }
    return pairs;
  }

  private static Map<Path, FileTime> times(List<Path> directories) throws IOException {
    Map<Path, FileTime> times = new TreeMap<>();
    for (Path directory : directories) {
      try (Stream<Path> all = Files.walk(directory)) {
        for (Path path : all.toList()) {
          times.put(path, Files.getLastModifiedTime(path));
        }
      }
    }
    return times;
  }
}
