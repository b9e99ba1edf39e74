package io.fireweed.format.bbolt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.fixtures.ClusterPlan;
import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.Eventually;
import io.fireweed.fixtures.Fixtures;
import io.fireweed.fixtures.ProgramRun;
import io.fireweed.fixtures.RealEtcd;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.wire.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Go's bbolt, inside etcd's programs, and ours on the same files and on the same locks.
class GoBboltIT {
  private static final Bytes KEY_BUCKET = Bytes.ofUtf8("key");
  private static final int BATCH = 500;

  @TempDir Path directory;

  private final Disk disk = new LocalDisk();

  private static Path db(Path dataDirectory) {
    return dataDirectory.resolve("member/snap/db");
  }

  @Test
  void etcdServesWhatItWroteAfterWeRewroteEveryPage() throws IOException {
    for (EtcdPrograms programs : EtcdPrograms.assumeAny()) {
      Path data = directory.resolve("rewritten-" + programs.version());
      try (RealEtcd etcd = RealEtcd.start(programs, data)) {
        for (int i = 0; i < 40; i++) {
          etcd.etcdctl("put", "k" + i % 30, "value-" + i).requireSuccess();
        }
        etcd.etcdctl("del", "k7").requireSuccess();
        String before = etcd.etcdctl("get", "", "--prefix").requireSuccess().out();
        etcd.stop();
        String hash = hash(programs, db(data), "before");
        rewrite(db(data), FreelistStorage.NONE);
        assertThat(hash(programs, db(data), "after")).isEqualTo(hash);
        etcd.restart();
        assertThat(etcd.etcdctl("get", "", "--prefix").requireSuccess().out()).isEqualTo(before);
        etcd.etcdctl("put", "later", "1").requireSuccess();
        etcd.stop();
        assertSound(db(data));
      }
    }
  }

  /// Goes through the same state twice: everything deleted, then put back in small commits.
  private void rewrite(Path path, FreelistStorage storage) throws IOException {
    try (Db db = Db.open(disk, path, DbOptions.existing().with(storage));
        ReadTx old = db.read()) {
      for (Bytes name : old.bucketNames()) {
        try (WriteTx tx = db.begin()) {
          tx.deleteBucket(name);
          tx.createBucket(name);
          tx.commit();
        }
        Cursor cursor = old.requireBucket(name).cursor();
        boolean more = cursor.first();
        while (more) {
          try (WriteTx tx = db.begin()) {
            WriteBucket bucket = tx.requireBucket(name);
            for (int i = 0; more && i < BATCH; i++) {
              bucket.put(cursor.key(), cursor.value());
              more = cursor.next();
            }
            tx.commit();
          }
        }
      }
    }
    assertSound(path);
  }

  @Test
  void goReadsOurFilesWithAndWithoutAFreelist() throws IOException {
    for (EtcdPrograms programs : EtcdPrograms.assumeAny()) {
      for (FreelistStorage storage : FreelistStorage.values()) {
        Path path = directory.resolve(programs.version() + "-" + storage);
        writeLikeEtcd(path, storage, 3000);
        status(programs, path);
      }
    }
  }

  private void writeLikeEtcd(Path path, FreelistStorage storage, int revisions) throws IOException {
    DbOptions options = DbOptions.create().with(storage);
    try (Db db = Db.open(disk, path, options)) {
      for (int first = 2; first < revisions; first += BATCH) {
        try (WriteTx tx = db.begin()) {
          for (String name :
              List.of(
                  "alarm",
                  "auth",
                  "authRoles",
                  "authUsers",
                  "cluster",
                  "key",
                  "lease",
                  "members",
                  "members_removed",
                  "meta")) {
            tx.createBucketIfAbsent(Bytes.ofUtf8(name));
          }
          WriteBucket bucket = tx.requireBucket(KEY_BUCKET);
          bucket.fillPercent(0.9);
          for (int i = first; i < first + BATCH; i++) {
            Bytes key = Bytes.ofLong(i).plus(Bytes.ofUtf8("_")).plus(Bytes.ofLong(0));
            bucket.put(key, Bytes.of(new byte[i % 997]));
            if (i % 5 == 0) {
              bucket.delete(Bytes.ofLong(i - 3).plus(Bytes.ofUtf8("_")).plus(Bytes.ofLong(0)));
            }
          }
          tx.commit();
        }
      }
    }
    assertSound(path);
  }

  @Test
  void goAcceptsItsOwnFilesAfterWeChangedThem() throws IOException {
    EtcdPrograms programs = EtcdPrograms.assumeAny().getFirst();
    List<String> names =
        Fixtures.all().stream()
            .map(Fixtures.Fixture::name)
            .filter(name -> name.endsWith("member/snap/db"))
            .toList();
    assertThat(names).isNotEmpty();
    for (String name : names) {
      Path path = Fixtures.copyFile(name, directory.resolve(name.replace('/', '-')));
      String hash = hash(programs, path, "before");
      for (FreelistStorage storage : FreelistStorage.values()) {
        addAndRemove(path, storage);
        assertThat(hash(programs, path, storage.toString())).as(name).isEqualTo(hash);
      }
    }
  }

  private void addAndRemove(Path path, FreelistStorage storage) throws IOException {
    Bytes extra = Bytes.ofUtf8("zzz");
    try (Db db = Db.open(disk, path, DbOptions.existing().with(storage))) {
      for (int round = 0; round < 3; round++) {
        try (WriteTx tx = db.begin()) {
          WriteBucket bucket = tx.createBucketIfAbsent(extra);
          for (int i = 0; i < 1000; i++) {
            bucket.put(Bytes.ofLong(i * 3 + round), Bytes.of(new byte[100]));
          }
          tx.commit();
        }
      }
      try (WriteTx tx = db.begin()) {
        assertThat(tx.deleteBucket(extra)).isTrue();
        tx.commit();
      }
    }
    assertSound(path);
  }

  @Test
  void goDefragmentsOurFileAndWeContinueIt() throws IOException {
    for (EtcdPrograms programs : EtcdPrograms.assumeAny()) {
      Path data = directory.resolve("defrag-" + programs.version());
      Files.createDirectories(db(data).getParent());
      writeLikeEtcd(db(data), FreelistStorage.STORED, 5000);
      String hash = hash(programs, db(data), "before");
      programs.offlineTool(List.of("defrag", "--data-dir=" + data)).requireSuccess();
      assertThat(hash(programs, db(data), "after")).isEqualTo(hash);
      addAndRemove(db(data), FreelistStorage.STORED);
      assertThat(hash(programs, db(data), "continued")).isEqualTo(hash);
    }
  }

  @Test
  void weRefuseADbThatEtcdHasOpen() throws IOException {
    for (EtcdPrograms programs : EtcdPrograms.assumeAny()) {
      Path data = directory.resolve("running-" + programs.version());
      try (RealEtcd etcd = RealEtcd.start(programs, data)) {
        assertThatThrownBy(() -> Db.open(disk, db(data), DbOptions.existing()).close())
            .isInstanceOf(RefusedException.class)
            .hasMessageContaining("locked by another program");
        etcd.stop();
      }
      Db.open(disk, db(data), DbOptions.existing()).close();
    }
  }

  /// Each takes ten seconds to say that it waits: without `-Dslow=true` only the newest is asked.
  @Test
  void etcdWaitsUntilWeCloseTheDb() throws Exception {
    List<EtcdPrograms> installed = EtcdPrograms.assumeAny();
    int first = Boolean.getBoolean("slow") ? 0 : installed.size() - 1;
    for (EtcdPrograms programs : installed.subList(first, installed.size())) {
      Path data = directory.resolve("waiting-" + programs.version());
      ClusterPlan plan = ClusterPlan.of(1);
      try (RealEtcd etcd = RealEtcd.start(programs, plan, data)) {
        etcd.etcdctl("put", "a", "1").requireSuccess();
        etcd.stop();
      }
      Db db = Db.open(disk, db(data), DbOptions.existing());
      try (RealEtcd etcd =
          RealEtcd.launch(programs, plan, plan.members().getFirst(), data, List.of())) {
        Eventually.within(
            Duration.ofSeconds(40),
            () -> "a word of waiting in the log: " + etcd.logText(),
            () -> etcd.logText().contains("lock"));
        assertThat(etcd.isAlive()).isTrue();
        db.close();
        etcd.awaitReady(Duration.ofSeconds(60));
        assertThat(etcd.etcdctl("get", "a").requireSuccess().out()).isEqualTo("a\n1\n");
      } finally {
        db.close();
      }
    }
  }

  @Test
  void offlineToolWaitsUntilWeCloseTheDb() throws Exception {
    for (EtcdPrograms programs : EtcdPrograms.assumeAny()) {
      Path data = directory.resolve("tool-" + programs.version());
      Files.createDirectories(db(data).getParent());
      writeLikeEtcd(db(data), FreelistStorage.NONE, 1000);
      List<String> command = new ArrayList<>();
      command.add(programs.etcdutl().orElse(programs.etcdctl()).toString());
      command.addAll(List.of("defrag", "--data-dir=" + data));
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().put("ETCDCTL_API", "3");
      builder.redirectErrorStream(true).redirectOutput(directory.resolve("tool.log").toFile());
      Process tool;
      try (Db held = Db.open(disk, db(data), DbOptions.existing())) {
        tool = builder.start();
        assertThat(tool.waitFor(2, TimeUnit.SECONDS)).as("ended under our lock").isFalse();
        assertThat(held.meta().txid().value()).isPositive();
      }
      assertThat(tool.waitFor(30, TimeUnit.SECONDS)).as("ended after our lock").isTrue();
      assertThat(tool.exitValue()).isZero();
      assertSound(db(data));
    }
  }

  private void assertSound(Path path) throws IOException {
    try (DbFile file = DbFile.open(disk, path);
        ReadTx tx = file.read()) {
      assertThat(Checker.check(tx).findings()).isEmpty();
    }
  }

  /// {@return the hash that Go's tool prints for a copy of the file, after its walk over all pages}
  private String hash(EtcdPrograms programs, Path path, String step) throws IOException {
    Path copy = Files.copy(path, directory.resolve(path.toString().hashCode() + "-" + step));
    String json = status(programs, copy);
    return json.replaceAll(".*\"hash\":(\\d+).*", "$1").strip();
  }

  private static String status(EtcdPrograms programs, Path path) {
    ProgramRun run =
        programs.offlineTool(List.of("snapshot", "status", path.toString(), "-w", "json"));
    return run.requireSuccess().out();
  }
}
