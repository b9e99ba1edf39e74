package io.fireweed.server.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.format.datadir.FileRole;
import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.datadir.MemberFile;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.wal.WalMetadata;
import io.fireweed.format.wal.WalPosition;
import io.fireweed.format.wire.Bytes;
import io.fireweed.raft.Ready;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableMarkTest {
  private static final WalMetadata METADATA = new WalMetadata(1, 2);
  private static final int SLOT = 4096;

  private final Disk disk = new LocalDisk();

  @TempDir Path temporary;

  @Test
  void aSlotIsTheBytesOfTheTable() {
    Mark mark = new Mark(new WalPosition(0, 1000), 2, 9);
    ByteBuffer bytes = ByteBuffer.allocate(Mark.BYTES);
    mark.encode(3, bytes);
    assertThat(HexFormat.of().formatHex(bytes.array(), 0, 48))
        .isEqualTo(
            "4657444d0100000003000000000000000000000000000000"
                + "e80300000000000002000000000000000900000000000000");
    assertThat(Mark.decode(bytes)).contains(new Mark.Slot(3, mark));
    for (int bit = 0; bit < 8 * Mark.BYTES; bit++) {
      byte[] flipped = bytes.array().clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(Mark.decode(ByteBuffer.wrap(flipped))).as("bit %d", bit).isEmpty();
    }
    assertThat(Mark.decode(ByteBuffer.allocate(SLOT))).isEmpty();
    assertThat(Mark.decode(bytes.duplicate().limit(Mark.BYTES - 1))).isEmpty();
  }

  @Test
  void aLogThatLacksOneRecordIsRefusedAndLeftAsItIs() throws IOException {
    MemberDir member = written();
    long end = cutLastRecords(member, 8);
    byte[] before = Files.readAllBytes(segment(member));
    assertThatThrownBy(() -> DurableLog.open(disk, member, LogOptions.DEFAULT))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> {
              assertThat(refused)
                  .hasMessageContaining("durable.mark")
                  .hasMessageContaining("entry 20 at offset " + end)
                  .hasMessageContaining("found its end at entry 20 at offset " + (end - 24));
              assertThat(refused.hint().orElse(""))
                  .contains("fireweed salvage " + member.dataDir() + " --output");
            });
    assertThat(Files.readAllBytes(segment(member))).isEqualTo(before);
    assertThat(disk.exists(Path.of(segment(member) + ".broken"))).isFalse();
  }

  @Test
  void aLogWithoutAMarkGetsOne() throws IOException {
    MemberDir member = written();
    Files.delete(member.durableMark());
    goOn(member);
    assertThat(member.files(disk))
        .contains(new MemberFile(member.durableMark(), FileRole.DURABLE_MARK))
        .noneMatch(file -> file.role() == FileRole.FOREIGN);
    cutLastRecords(member, 8);
    assertThatThrownBy(() -> DurableLog.open(disk, member, LogOptions.DEFAULT))
        .isInstanceOf(RefusedException.class);
  }

  @Test
  void oneDamagedSlotLeavesTheOtherAndTwoAreRefused() throws IOException {
    MemberDir member = written();
    zero(member, 20);
    goOn(member);
    zero(member, SLOT + 20);
    goOn(member);
    zero(member, 20);
    zero(member, SLOT + 20);
    assertThatThrownBy(() -> DurableLog.open(disk, member, LogOptions.DEFAULT))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused ->
                assertThat(refused.hint().orElse("")).contains("fireweed salvage", "remove"));
    Files.write(member.durableMark(), new byte[0]);
    assertThatThrownBy(() -> DurableLog.open(disk, member, LogOptions.DEFAULT))
        .isInstanceOf(RefusedException.class);
  }

  @Test
  void nobodyBeginsAnewBesideAMark() throws IOException {
    MemberDir member = written();
    disk.deleteTree(member.walDir());
    assertThatThrownBy(
            () -> DurableLog.create(disk, member, METADATA, List.of(), LogOptions.DEFAULT))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("stands without its log");
    assertThat(disk.exists(member.walDir())).isFalse();
    Files.delete(member.durableMark());
    DurableLog.create(disk, member, METADATA, List.of(), LogOptions.DEFAULT).close();
  }

  @Test
  void aShorterLogOfAHigherTermWasGoneOnWithByAnotherProgram() throws IOException {
    MemberDir member = written();
    byte[] mark = Files.readAllBytes(member.durableMark());
    cutLastRecords(member, 500);
    Files.delete(member.durableMark());
    try (DurableLog log = DurableLog.open(disk, member, LogOptions.DEFAULT).log()) {
      Entry next = entry(2, log.lastIndex() + 1);
      log.append(ready(next, 2, log.lastIndex()));
    }
    Files.write(member.durableMark(), mark);
    goOn(member);
    goOn(member);
    assertThat(Files.readAllBytes(member.durableMark())).isNotEqualTo(mark);
  }

  private void goOn(MemberDir member) throws IOException {
    try (DurableLog log = DurableLog.open(disk, member, LogOptions.DEFAULT).log()) {
      long term = log.hardState().term();
      log.append(ready(entry(term, log.lastIndex() + 1), term, log.lastIndex()));
    }
  }

  /// {@return a member that has appended twenty entries one by one, each with a state}
  private MemberDir written() throws IOException {
    MemberDir member = MemberDir.of(temporary.resolve("m1"));
    try (DurableLog log =
        DurableLog.create(disk, member, METADATA, List.of(), LogOptions.DEFAULT)) {
      for (int i = 1; i <= 20; i++) {
        log.append(ready(entry(1, i), 1, i - 1));
      }
    }
    return member;
  }

  private static Ready ready(Entry entry, long term, long commit) {
    return LogModel.ready(
        Optional.empty(), List.of(entry), Optional.of(new HardState(term, 1, commit)));
  }

  private static Entry entry(long term, long index) {
    return new Entry(term, index, EntryType.NORMAL, Bytes.ofUtf8("entry %040d".formatted(index)));
  }

  private static Path segment(MemberDir member) {
    return member.walDir().resolve("0000000000000000-0000000000000000.wal");
  }

  /// Cuts off the last `bytes` of the records, of which the very last is a state. {@return where
  /// these ended}
  private static long cutLastRecords(MemberDir member, int bytes) throws IOException {
    byte[] content = Files.readAllBytes(segment(member));
    int end = content.length;
    while (content[end - 1] == 0) {
      end--;
    }
    end = (end + 7) / 8 * 8;
    try (RandomAccessFile file = new RandomAccessFile(segment(member).toFile(), "rw")) {
      file.setLength(end - bytes);
    }
    return end;
  }

  private static void zero(MemberDir member, long at) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(member.durableMark().toFile(), "rw")) {
      file.seek(at);
      file.write(new byte[8]);
    }
  }
}
