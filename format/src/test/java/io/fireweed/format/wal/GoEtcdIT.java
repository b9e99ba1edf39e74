package io.fireweed.format.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.fixtures.FreePorts;
import io.fireweed.format.datadir.InUse;
import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.wire.Bytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real etcd reads our log, and we read the log of a running etcd.
class GoEtcdIT {
  private static final int VALUE_BYTES = 1_040_000;
  private static final int PUTS = 70;

  private final Disk disk = new LocalDisk();

  @TempDir Path temporary;

  @BeforeEach
  void needEtcd() {
    GoEtcd.assumeInstalled();
  }

  @Test
  void etcdStartsFromALogThatWeWroteAndWeReadWhatItAdded() throws Exception {
    int peerPort = FreePorts.one();
    Path dataDir = temporary.resolve("m1");
    MemberDir member = MemberDir.of(dataDir);
    String json =
        "{\"id\":77,\"peerURLs\":[\"http://127.0.0.1:%d\"],\"name\":\"m1\"}".formatted(peerPort);
    RestoreWal.write(
        disk,
        member.walDir(),
        new RestoreWal.Recipe(
            77, 88, List.of(new RestoreWal.Member(77, Bytes.ofUtf8(json))), RestoreRelease.V3_4));
    disk.createDirectories(member.snapDir());
    assertThat(member.inUse(disk)).isEqualTo(new InUse.Free());

    try (GoEtcd etcd = GoEtcd.start("m1", dataDir, peerPort)) {
      etcd.ctl("put", "greeting", "hello from the other side");
      assertThat(etcd.ctl("member", "list")).contains("4d, started, m1");

      assertThat(member.inUse(disk)).isInstanceOf(InUse.Held.class);
      assertThatThrownBy(() -> member.requireFree(disk)).isInstanceOf(RefusedException.class);
      assertThat(etcd.ctl("get", "greeting")).contains("hello from the other side");
    }

    Map<Path, FileTime> before = times(dataDir);
    assertThat(member.inUse(disk)).isEqualTo(new InUse.Free());
    assertThat(times(dataDir)).isEqualTo(before);
    StrictRead read = StrictWal.read(disk, member.walDir(), SnapshotPoint.of(1, 1));
    assertThat(read).isInstanceOf(StrictRead.Whole.class);
    boolean found = false;
    try (EntryCursor cursor = read.contents().entries(disk)) {
      while (cursor.next()) {
        assertThat(cursor.entry().type()).isEqualTo(EntryType.NORMAL);
        found |= cursor.entry().data().toUtf8().contains("hello from the other side");
      }
    }
    assertThat(found).isTrue();
  }

  @Test
  void weReadTheLogOfARunningEtcdAcrossACut() throws Exception {
    Path dataDir = temporary.resolve("s1");
    MemberDir member = MemberDir.of(dataDir);
    Path value = Files.writeString(temporary.resolve("value"), "B".repeat(VALUE_BYTES));
    try (GoEtcd etcd = GoEtcd.start("s1", dataDir, FreePorts.one(), "--snapshot-count=20")) {
      for (int i = 1; i <= PUTS; i++) {
        etcd.ctl(value, "put", "blob/" + i);
      }
      WalSurvey live = LenientWal.scan(disk, member.walDir());
      assertThat(live.segments()).hasSizeGreaterThan(1);
      assertThat(live.isWhole()).as("%s", live.findings()).isTrue();
      assertThat(live.log().lastIndex()).isGreaterThanOrEqualTo(PUTS);
    }
    WalSurvey survey = LenientWal.scan(disk, member.walDir());
    SnapshotPoint newest = survey.validSnapshots().getLast();
    assertThat(newest.index()).isGreaterThan(20);
    StrictRead read = StrictWal.read(disk, member.walDir(), newest);
    assertThat(read).isInstanceOf(StrictRead.Whole.class);
    long blobs = 0;
    try (EntryCursor cursor = survey.log().read(disk)) {
      while (cursor.next()) {
        blobs += cursor.entry().data().length() > VALUE_BYTES ? 1 : 0;
      }
    }
    assertThat(blobs).isEqualTo(PUTS);
  }

  private static Map<Path, FileTime> times(Path root) throws Exception {
    Map<Path, FileTime> times = new HashMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.toList()) {
        times.put(file, Files.getLastModifiedTime(file));
      }
    }
    return times;
  }
}
