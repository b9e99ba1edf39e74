package io.fireweed.format.schema.hash;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.ProgramRun;
import io.fireweed.fixtures.RealEtcd;
import io.fireweed.format.bbolt.Checker;
import io.fireweed.format.bbolt.DbFile;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.schema.EtcdRelease;
import io.fireweed.format.schema.SnapshotImage;
import io.fireweed.format.schema.check.SchemaCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HashKvIT {
  private static final Pattern NUMBER = Pattern.compile("\"(hash|compact_revision)\":(-?\\d+)");

  @TempDir Path directory;

  @Test
  void snapshotHashesAsTheServerDoesAfterPutsDeletesAndCompactions() throws IOException {
    EtcdPrograms programs = EtcdPrograms.assume("3.4");
    Path saved = directory.resolve("saved.db");
    long[] revisions;
    Answer[] answers;
    try (RealEtcd etcd = RealEtcd.start(programs, directory.resolve("data"))) {
      assertThat(answer(etcd, 0)).isEqualTo(new Answer(1084519789, -1));
      write(etcd, 1);
      succeed(etcd, "compaction", "9");
      write(etcd, 2);
      succeed(etcd, "compaction", "17");
      write(etcd, 3);
      revisions = new long[] {18, 19, 20, 21, 23, 25, 0};
      answers = new Answer[revisions.length];
      for (int i = 0; i < revisions.length; i++) {
        answers[i] = answer(etcd, revisions[i]);
      }
      succeed(etcd, "snapshot", "save", saved.toString());
    }
    try (SnapshotImage image = SnapshotImage.open(new LocalDisk(), saved);
        ReadTx tx = image.db().read()) {
      assertThat(image.digest()).isInstanceOf(SnapshotImage.Digest.Valid.class);
      for (int i = 0; i < revisions.length; i++) {
        HashKv ours = HashKv.compute(tx, revisions[i]);
        assertThat(new Answer(ours.unsignedHash(), ours.compactRevision()))
            .as("revision %d", revisions[i])
            .isEqualTo(answers[i]);
      }
      assertThat(Checker.check(tx).isClean()).isTrue();
      assertThat(SchemaCheck.check(tx).isSound()).isTrue();
      StatusHash status = StatusHash.compute(tx);
      ProgramRun theirs =
          programs.offlineTool(List.of("snapshot", "status", saved.toString(), "-w", "json"));
      assertThat(theirs.out().strip())
          .isEqualTo(
              "{\"hash\":%d,\"revision\":%d,\"totalKey\":%d,\"totalSize\":%d}"
                  .formatted(
                      status.unsignedHash(),
                      status.revision(),
                      status.totalKeys(EtcdRelease.V3_4),
                      status.sizeBytes()));
    }
    assertThat(Files.size(saved) % 512).isEqualTo(32);
  }

  /// What a server answers.
  private record Answer(long hash, long compactRevision) {}

  /// Eight revisions: keys made, changed, deleted, made again, and two at once.
  private static void write(RealEtcd etcd, int round) {
    succeed(etcd, "put", "a", "1-" + round);
    succeed(etcd, "put", "dir/b", "2");
    succeed(etcd, "put", "dir/c", "3-" + round);
    succeed(etcd, "put", "a", "4");
    succeed(etcd, "del", "dir/", "--prefix");
    succeed(etcd, "put", "dir/b", "5");
    succeed(etcd, "del", "a");
    succeed(etcd, "put", "only-" + round, "x".repeat(5000));
  }

  private static void succeed(RealEtcd etcd, String... arguments) {
    ProgramRun run = etcd.etcdctl(arguments);
    assertThat(run.exitCode()).as(run.toString()).isZero();
  }

  private static Answer answer(RealEtcd etcd, long revision) {
    ProgramRun run =
        etcd.etcdctl("endpoint", "hashkv", "-w", "json", "--rev", Long.toString(revision));
    assertThat(run.exitCode()).as(run.toString()).isZero();
    long hash = 0;
    long compact = 0;
    Matcher matcher = NUMBER.matcher(run.out());
    while (matcher.find()) {
      if (matcher.group(1).equals("hash")) {
        hash = Long.parseLong(matcher.group(2));
      } else {
        compact = Long.parseLong(matcher.group(2));
      }
    }
    return new Answer(hash, compact);
  }

  @Test
  void copiedDbOfAStoppedMemberHashesAsItsServerDid() throws IOException {
    EtcdPrograms programs = EtcdPrograms.assume("3.4");
    Path data = directory.resolve("data");
    Answer answer;
    try (RealEtcd etcd = RealEtcd.start(programs, data)) {
      write(etcd, 1);
      succeed(etcd, "compaction", "5");
      answer = answer(etcd, 0);
      etcd.stop();
    }
    try (DbFile db = DbFile.open(new LocalDisk(), data.resolve("member/snap/db"));
        ReadTx tx = db.read()) {
      HashKv ours = HashKv.computeCurrent(tx);
      assertThat(new Answer(ours.unsignedHash(), ours.compactRevision())).isEqualTo(answer);
    }
  }
}
