package io.fireweed.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.format.bbolt.Cursor;
import io.fireweed.format.bbolt.DbFile;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.KeyValue;
import io.fireweed.format.wire.Origin;
import io.fireweed.it.hostile.Tool.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Damages of a log that runs over eleven segments, with and without the db that belongs to it.
@Timeout(120)
class SegmentedLogTest {
  private static final long CLUSTER = 1;

  @TempDir(factory = MemoryFolder.class)
  Path folder;

  /// How a directory is damaged.
  interface Harm {
    /// {@return the file that doctor must name}
    Path to(SegmentedMember member) throws IOException;
  }

  /// @param least the revision from which on a salvage without the db may say that nothing is
  ///     missing; 0 if it never may
  /// @param words what doctor must say, as a pattern
  record Case(String name, long least, String words, Harm harm) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case("segment in the middle missing", 0, "found none", m -> delete(m, 4)),
        new Case("last segment missing", 0, "", m -> delete(m, 9)),
        new Case(
            "two segments missing",
            0,
            "found none",
            m -> {
              Path first = delete(m, 4);
              delete(m, 6);
              return first.getParent();
            }),
        new Case(
            "segment twice, the copy behind",
            0,
            "expected once",
            m -> Files.copy(m.segment(4), named(m, 4, 99))),
        new Case(
            "segment twice, a foreign one in front",
            0,
            "expected once",
            m -> Files.copy(m.segment(7), named(m, 4, 0))),
        new Case("segment under a later number", 0, "", m -> move(m, 4, named(m, 14, 17))),
        new Case(
            "two segments swapped",
            0,
            "head of the segment",
            m -> {
              Path three = m.segment(3);
              Path four = m.segment(4);
              Path aside = Files.move(three, three.resolveSibling("aside"));
              Files.move(four, three);
              Files.move(aside, four);
              return three;
            }),
        new Case("segment of another member", 0, "", m -> exchange(m, 4, CLUSTER)),
        new Case("segment of another cluster", 0, "", m -> exchange(m, 4, 2)),
        new Case("last segment of another cluster", 0, "", m -> exchange(m, 9, 2)),
        new Case("first segment of another cluster", 0, "", m -> exchange(m, 0, 2).getParent()),
        new Case(
            "checksum at a border damaged, the record behind it proves it",
            SegmentedMember.WHOLE,
            "",
            m -> {
              SegmentedMember.put(m.segment(5), 11, (byte) 0x55);
              return m.segment(5);
            }),
        new Case("head of a segment zeroed", 0, "", m -> zero(m.segment(5), 0, 512)),
        new Case(
            "end of a segment in the middle zeroed",
            0,
            "",
            m -> zero(m.segment(5), 3000, (int) Files.size(m.segment(5)) - 3000)),
        new Case(
            "last record torn, zeros behind it",
            SegmentedMember.WHOLE - 1,
            "torn",
            SegmentedLogTest::tear),
        new Case(
            "no .snap, though the log names it",
            SegmentedMember.WHOLE,
            "",
            m -> {
              Path file = m.raftSnapshot();
              Files.delete(file);
              return file.getParent();
            }),
        new Case(
            ".snap beyond the end of the log",
            0,
            "",
            m -> {
              m.addSnapshot(60);
              return m.place().snapDir().resolve("0000000000000002-000000000000003c.snap");
            }),
        new Case(
            ".snap.db half received",
            SegmentedMember.WHOLE,
            "",
            m -> Files.write(m.place().receivedDb(30), new byte[5000])),
        new Case(
            ".snap damaged",
            SegmentedMember.WHOLE,
            "",
            m -> {
              SegmentedMember.put(m.raftSnapshot(), 20, (byte) 0x55);
              return m.raftSnapshot();
            }));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theDoctorNamesTheFileAndNeverSaysHealthy(Case damage) throws IOException {
    SegmentedMember member = member();
    addDb(member);
    Said before = Tool.FIREWEED.run("doctor", dir(member)).isCivil();
    assertThat(before.out()).as("%s", before).contains("verdict    healthy");
    Path named = damage.harm().to(member);
    Said said = Tool.FIREWEED.run("doctor", dir(member)).isCivil();
    assertThat(said.out()).as("%s", said).contains(named.toString()).doesNotContain("healthy");
    assertThat(said.out().toLowerCase(Locale.ROOT)).containsPattern("(?s)" + damage.words());
  }

  /// What a member that has its db and `.snap` starts on as if it were whole.
  static Stream<Case> casesThatNeedADb() {
    return Stream.of(
        new Case("first segment missing", 0, "", m -> delete(m, 0)),
        new Case(
            "segment with another index in its name",
            SegmentedMember.WHOLE,
            "",
            m -> move(m, 4, named(m, 4, 99))));
  }

  @ParameterizedTest
  @MethodSource({"cases", "casesThatNeedADb"})
  void salvageNeverCallsItWholeWhenItIsNot(Case damage) throws IOException {
    SegmentedMember member = member();
    damage.harm().to(member);
    Path output = folder.resolve("salvaged.db");
    Said said = salvage(member, output);
    long revision = Files.exists(output) ? requireOwnValues(output) : 0;
    if (said.calledGood()) {
      assertThat(damage.least()).as("%s", said).isPositive();
      assertThat(revision).as("%s", said).isGreaterThanOrEqualTo(damage.least());
    }
    assertThat(said.calledGood() || damage.least() == 0).as("%s", said).isTrue();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theDbKeepsWhatTheLogLost(Case damage) throws IOException {
    SegmentedMember member = member();
    addDb(member);
    damage.harm().to(member);
    Path output = folder.resolve("salvaged.db");
    Said said = salvage(member, output);
    if (said.text().contains("two clusters")) {
      assertThat(output).as("%s", said).doesNotExist();
      return;
    }
    assertThat(output).as("%s", said).exists();
    assertThat(requireOwnValues(output)).as("%s", said).isEqualTo(SegmentedMember.WHOLE);
  }

  private SegmentedMember member() {
    return new SegmentedMember(folder.resolve("m1.etcd"), "m1", CLUSTER);
  }

  private static Path dir(SegmentedMember member) {
    return member.place().dataDir();
  }

  private static Said salvage(SegmentedMember member, Path output) {
    return Tool.FIREWEED
        .run("salvage", dir(member), "--output", output, "--uncommitted=keep")
        .isCivil();
  }

  /// The db with which the member would have stopped: every entry applied.
  private void addDb(SegmentedMember member) throws IOException {
    Path whole = folder.resolve("whole.db");
    Said said = salvage(member, whole);
    assertThat(said.calledGood()).as("%s", said).isTrue();
    Files.write(member.place().db(), SmallSnapshot.unsealed(Files.readAllBytes(whole)));
    Files.delete(whole);
  }

  /// {@return the newest revision, after every value was found to be this cluster's}
  private static long requireOwnValues(Path snapshot) throws IOException {
    try (DbFile db = DbFile.open(new LocalDisk(), snapshot);
        ReadTx tx = db.read()) {
      Cursor rows = tx.requireBucket(EtcdBucket.KEY.bytes()).cursor();
      long revision = 0;
      while (rows.next()) {
        KeyValue row = KeyValue.decode(rows.value(), new Origin("row", 0));
        long index = Long.parseLong(row.key().toUtf8().substring("key-".length()));
        assertThat(row.value().toArray()[0])
            .as("%s", row.key())
            .isEqualTo((byte) (index + CLUSTER));
        revision = row.modRevision();
        assertThat(revision).as("revision of %s", row.key()).isEqualTo(index);
      }
      return revision;
    }
  }

  private static Path delete(SegmentedMember member, int seq) throws IOException {
    Path file = member.segment(seq);
    Files.delete(file);
    return file.getParent();
  }

  private static Path named(SegmentedMember member, long seq, long index) {
    return member.place().walDir().resolve("%016x-%016x.wal".formatted(seq, index));
  }

  private static Path move(SegmentedMember member, int seq, Path target) throws IOException {
    Files.move(member.segment(seq), target);
    return target.getParent();
  }

  /// Puts the segment of the same number of another member in the place of this one's.
  private static Path exchange(SegmentedMember member, int seq, long cluster) throws IOException {
    Path aside = dir(member).resolveSibling("m2.etcd");
    SegmentedMember other = new SegmentedMember(aside, "m2", cluster);
    Path file = member.segment(seq);
    Files.write(file, Files.readAllBytes(other.segment(seq)));
    new LocalDisk().deleteTree(aside);
    return file;
  }

  private static Path zero(Path file, int offset, int length) throws IOException {
    SegmentedMember.put(file, offset, new byte[length]);
    return file;
  }

  /// Zeroes the last record from its second sector on, as a power cut leaves it.
  private static Path tear(SegmentedMember member) throws IOException {
    Path file = member.segments().getLast();
    byte[] bytes = Files.readAllBytes(file);
    int last = bytes.length;
    while (last > 0 && bytes[last - 1] == 0) {
      last--;
    }
    int from = (last - 600) / 512 * 512;
    Arrays.fill(bytes, from, bytes.length, (byte) 0);
    Files.write(file, bytes);
    return file;
  }
}
