package io.fireweed.server.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.format.datadir.InUse;
import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.fault.Fault;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.raftlog.Dialect;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.format.snap.SnapFile;
import io.fireweed.format.wal.WalMetadata;
import io.fireweed.format.wal.WalRepair;
import io.fireweed.format.wire.Bytes;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableLogTest {
  private static final WalMetadata METADATA = new WalMetadata(1, 2);
  private static final LogOptions SMALL = new LogOptions(Dialect.EXPLICIT_ZEROS, 4096, 10, 2, 2);

  private final Disk disk = new LocalDisk();

  @TempDir Path temporary;

  @Test
  void anAppendThatMustBeDurableCostsOneSynchronizationAndACommitNone() throws IOException {
    CrashDisk counting = new CrashDisk();
    try (DurableLog log =
        DurableLog.create(counting, LogScenario.MEMBER, METADATA, List.of(), LogOptions.DEFAULT)) {
      log.append(LogModel.ready(Optional.empty(), entries(1, 1), state(0)));
      int before = counting.forceCount();
      log.append(LogModel.ready(Optional.empty(), entries(2, 9), state(1)));
      assertThat(counting.forceCount()).isEqualTo(before + 1);
      log.append(LogModel.ready(Optional.empty(), List.of(), state(9)));
      assertThat(counting.forceCount()).isEqualTo(before + 1);
      log.append(LogModel.ready(Optional.empty(), List.of(), Optional.of(new HardState(2, 1, 9))));
      assertThat(counting.forceCount()).isEqualTo(before + 2);
    }
  }

  @Test
  void anOpenLogIsLockedAsEtcdLocksItAndAClosedOneIsFree() throws IOException {
    MemberDir member = member();
    try (DurableLog log = DurableLog.create(disk, member, METADATA, List.of(), SMALL)) {
      for (int i = 1; i < 100; i += 10) {
        log.append(LogModel.ready(Optional.empty(), entries(i, i + 9), state(i)));
      }
      assertThat(disk.list(member.walDir())).hasSizeGreaterThan(1);
      assertThat(member.inUse(disk)).isInstanceOf(InUse.Held.class);
      assertThatThrownBy(() -> DurableLog.open(disk, member, SMALL))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("locked by another program");
    }
    assertThat(member.inUse(disk)).isEqualTo(new InUse.Free());
    DurableLog.open(disk, member, SMALL).close();
  }

  @Test
  void snapshotsForgetOldEntriesAndPurgeWhatLiesBeforeTheOldestKept() throws IOException {
    MemberDir member = member();
    try (DurableLog log = DurableLog.create(disk, member, METADATA, List.of(), SMALL)) {
      for (int i = 1; i <= 1000; i += 10) {
        log.append(LogModel.ready(Optional.empty(), entries(i, i + 9), state(i + 9)));
        if (i % 100 == 91) {
          log.takeSnapshot(i + 9, LogModel.MEMBERS, Bytes.ofUtf8("{}"));
        }
      }
      assertThat(log.firstIndex()).isEqualTo(991);
      assertThat(names(member.snapDir(), ".snap")).hasSize(2);
    }
    List<String> segments = names(member.walDir(), ".wal");
    assertThat(segments.getFirst()).isNotEqualTo("0000000000000000-0000000000000000.wal");
    long second = Long.parseLong(segments.get(1).substring(17, 33), 16);
    assertThat(second).isGreaterThan(900);
    try (DurableLog log = DurableLog.open(disk, member, SMALL).log()) {
      assertThat(log.snapshot().orElseThrow().index()).isEqualTo(1000);
      assertThat(log.lastIndex()).isEqualTo(1000);
    }
  }

  @Test
  void aSnapshotThatDoesNotReadIsPassedOverForTheOneBefore() throws IOException {
    MemberDir member = member();
    try (DurableLog log = DurableLog.create(disk, member, METADATA, List.of(), SMALL)) {
      log.append(LogModel.ready(Optional.empty(), entries(1, 20), state(20)));
      log.takeSnapshot(10, LogModel.MEMBERS, Bytes.ofUtf8("{}"));
      log.takeSnapshot(20, LogModel.MEMBERS, Bytes.ofUtf8("{}"));
    }
    Path newest = member.snapDir().resolve(names(member.snapDir(), ".snap").getLast());
    Files.write(newest, new byte[] {1, 2, 3});
    RaftSnapshot orphan = new RaftSnapshot(Bytes.EMPTY, LogModel.MEMBERS, 15, 1);
    SnapFile.write(disk, member.snapDir(), orphan, Dialect.EXPLICIT_ZEROS);
    try (DurableLog log = DurableLog.open(disk, member, SMALL).log()) {
      assertThat(log.snapshot().orElseThrow().index()).isEqualTo(10);
      assertThat(log.lastIndex()).isEqualTo(20);
      assertThat(log.entries(11, 21, Long.MAX_VALUE)).isEqualTo(entries(11, 20));
    }
  }

  @Test
  void aTornTailIsCutOffEachTimeThatThereIsOne() throws IOException {
    MemberDir member = member();
    DurableLog.create(disk, member, METADATA, List.of(), SMALL).close();
    for (int round = 1; round <= 3; round++) {
      try (DurableLog log = DurableLog.open(disk, member, SMALL).log()) {
        log.append(LogModel.ready(Optional.empty(), entries(round, round), state(round)));
      }
      Path segment = member.walDir().resolve(names(member.walDir(), ".wal").getLast());
      tear(segment);
      try (OpenLog open = DurableLog.open(disk, member, SMALL)) {
        assertThat(open.repair()).isInstanceOf(WalRepair.Repaired.class);
        assertThat(open.log().lastIndex()).isEqualTo(round);
      }
    }
  }

  @Test
  void aHoleWithRecordsBehindItIsRefusedWithTheCommandThatReadsThem() throws IOException {
    MemberDir member = member();
    try (DurableLog log =
        DurableLog.create(disk, member, METADATA, List.of(), LogOptions.DEFAULT)) {
      for (int i = 1; i < 100; i++) {
        log.append(LogModel.ready(Optional.empty(), entries(i, i), state(i)));
      }
    }
    Path segment = member.walDir().resolve(names(member.walDir(), ".wal").getLast());
    try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
      file.seek(1024);
      file.write(new byte[512]);
    }
    byte[] before = Files.readAllBytes(segment);
    assertThatThrownBy(() -> DurableLog.open(disk, member, LogOptions.DEFAULT))
        .isInstanceOfSatisfying(
            Fault.class, fault -> assertThat(fault.hint().orElse("")).contains("salvage"));
    assertThat(Files.readAllBytes(segment)).isEqualTo(before);
    assertThat(member.inUse(disk)).isEqualTo(new InUse.Free());
  }

  @Test
  void afterAFailedWriteTheLogIsOfNoUse() throws IOException {
    CrashDisk failing = new CrashDisk();
    DurableLog log = DurableLog.create(failing, LogScenario.MEMBER, METADATA, List.of(), SMALL);
    failing.stopBefore(failing.eventCount() + 1);
    assertThatThrownBy(() -> log.append(LogModel.ready(Optional.empty(), entries(1, 1), state(0))))
        .isInstanceOf(IOException.class);
    failing.stopBefore(Integer.MAX_VALUE);
    assertThatThrownBy(() -> log.append(LogModel.ready(Optional.empty(), entries(1, 1), state(0))))
        .isInstanceOf(IllegalStateException.class);
    log.close();
    DurableLog.open(failing, LogScenario.MEMBER, SMALL).close();
  }

  private MemberDir member() {
    return MemberDir.of(temporary.resolve("m1"));
  }

  private static Optional<HardState> state(long commit) {
    return Optional.of(new HardState(1, 1, commit));
  }

  private static List<Entry> entries(long from, long to) {
    return LongStream.rangeClosed(from, to)
        .mapToObj(i -> new Entry(1, i, EntryType.NORMAL, Bytes.ofUtf8("entry %040d".formatted(i))))
        .toList();
  }

  /// Puts the beginning of a record behind the last one; what would follow it is zero.
  private static void tear(Path segment) throws IOException {
    byte[] content = Files.readAllBytes(segment);
    int end = content.length;
    while (end > 0 && content[end - 1] == 0) {
      end--;
    }
    end = (end + 7) / 8 * 8;
    try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
      file.seek(end);
      file.write(new byte[] {(byte) 0xc0, 3, 0, 0, 0, 0, 0, 0, 8, 2});
    }
  }

  private List<String> names(Path directory, String ending) throws IOException {
    return disk.list(directory).stream()
        .map(path -> path.getFileName().toString())
        .filter(name -> name.endsWith(ending))
        .toList();
  }
}
