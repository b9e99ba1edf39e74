package io.fireweed.format.datadir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.disk.LockMode;
import io.fireweed.format.fault.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemberDirTest {
  private final Disk disk = new LocalDisk();

  @TempDir Path temporary;

  @Test
  void everyFileOfAMemberHasARole() throws IOException {
    MemberDir member = MemberDir.of(temporary);
    Files.createDirectories(member.snapDir());
    Files.createDirectories(member.walDir());
    Map<String, FileRole> expected =
        Map.ofEntries(
            Map.entry(".touch", FileRole.WRITE_PROBE),
            Map.entry("member/durable.mark", FileRole.DURABLE_MARK),
            Map.entry("member/snap/db", FileRole.DB),
            Map.entry("member/snap/000000000000002a.snap.db", FileRole.RECEIVED_DB),
            Map.entry("member/snap/0000000000000002-000000000000002a.snap", FileRole.RAFT_SNAPSHOT),
            Map.entry("member/snap/tmp123", FileRole.PARTIAL_DB),
            Map.entry("member/snap/db.tmp.9", FileRole.UNFINISHED_DEFRAG),
            Map.entry(
                "member/snap/0000000000000002-000000000000002a.snap.broken", FileRole.SET_ASIDE),
            Map.entry("member/wal/0000000000000000-0000000000000000.wal", FileRole.WAL_SEGMENT),
            Map.entry("member/wal/0.tmp", FileRole.WAL_PREALLOCATED),
            Map.entry(
                "member/wal/0000000000000000-0000000000000000.wal.broken", FileRole.SET_ASIDE),
            Map.entry("member/wal/notes", FileRole.FOREIGN));
    for (String name : expected.keySet()) {
      Files.createFile(temporary.resolve(name));
    }
    Files.createDirectory(member.walDir().resolve("0000000000000001-0000000000000009.wal"));

    Map<String, FileRole> found = new HashMap<>();
    for (MemberFile file : member.files(disk)) {
      found.put(temporary.relativize(file.path()).toString(), file.role());
    }
    assertThat(found).containsAllEntriesOf(expected).hasSize(expected.size() + 1);
    assertThat(found)
        .containsEntry("member/wal/0000000000000001-0000000000000009.wal", FileRole.WRONG_KIND);
    assertThat(member.receivedDb(42)).hasFileName("000000000000002a.snap.db");
    assertThat(MemberDir.receivedIndex("000000000000002a.snap.db")).contains(42L);
    assertThat(MemberDir.receivedIndex("2a.snap.db")).isEmpty();
  }

  @Test
  void aDbThatSomebodyHoldsIsInUse() throws IOException {
    MemberDir member = MemberDir.of(temporary);
    Files.createDirectories(member.snapDir());
    Files.createFile(member.db());
    assertThat(member.inUse(disk)).isEqualTo(new InUse.Free());
    try (DiskFile holder = disk.openWrite(member.db())) {
      holder.lock(LockMode.EXCLUSIVE);
      assertThat(member.inUse(disk)).isEqualTo(new InUse.Held(member.db()));
      assertThatThrownBy(() -> member.requireFree(disk))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining(member.db().toString());
    }
    assertThat(member.inUse(disk)).isEqualTo(new InUse.Free());
  }

  @Test
  void anAbsentDirectoryHasNoFilesAndIsFree() throws IOException {
    MemberDir member = MemberDir.of(temporary.resolve("absent"));
    assertThat(member.files(disk)).isEmpty();
    assertThat(member.inUse(disk)).isEqualTo(new InUse.Free());
  }
}
