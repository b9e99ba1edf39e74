package io.fireweed.format.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.Expected;
import io.fireweed.fixtures.Fixtures;
import io.fireweed.fixtures.Fixtures.Fixture;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.raftlog.Dialect;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.wal.WalRecord.EntryRecord;
import io.fireweed.format.wal.WalRecord.MetadataRecord;
import io.fireweed.format.wal.WalRecord.SnapshotRecord;
import io.fireweed.format.wal.WalRecord.StateRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every WAL that a real etcd wrote, read record for record and written again byte for byte.
class WalGoldenTest {
  private final Disk disk = new LocalDisk();

  @TempDir Path temporary;

  static Stream<String> directories() {
    return Fixtures.all().stream()
        .map(Fixture::name)
        .filter(name -> name.endsWith(".wal"))
        .map(name -> name.substring(0, name.lastIndexOf('/')))
        .distinct();
  }

  @ParameterizedTest
  @MethodSource("directories")
  void everyRecordIsWhatTheIndependentReaderFound(String directory) throws IOException {
    Path walDir = copy(directory);
    List<WalRecord> records = new ArrayList<>();
    WalSurvey survey = LenientWal.scan(disk, walDir, records::add);

    assertThat(survey.findings()).isEmpty();
    assertThat(survey.isWhole()).isTrue();
    assertThat(survey.islands()).isEmpty();
    Map<Long, Entry> entries = new HashMap<>();
    try (EntryCursor cursor = survey.log().read(disk)) {
      while (cursor.next()) {
        entries.put(cursor.entry().index(), cursor.entry());
      }
    }
    int at = 0;
    for (Path segment : disk.list(walDir)) {
      for (Expected expected : expectedRecords(directory, segment)) {
        if (expected.has("end")) {
          assertThat(endOffset(survey, segment)).isEqualTo(expected.field("offset").number());
          continue;
        }
        assertRecord(records.get(at++), expected, entries, dialect(directory));
      }
    }
    assertThat(records).hasSize(at);
  }

  @ParameterizedTest
  @MethodSource("directories")
  void writingTheSameRecordsAgainGivesTheSameFiles(String directory) throws IOException {
    Path walDir = copy(directory);
    List<WalRecord> records = new ArrayList<>();
    WalSurvey survey = LenientWal.scan(disk, walDir, records::add);
    Path again = temporary.resolve("again");
    try (WalWriter writer =
            WalWriter.create(disk, again, survey.metadata().orElseThrow(), dialect(directory));
        EntryCursor cursor = survey.log().read(disk)) {
      replay(records, cursor, writer);
    }

    for (Path segment : disk.list(walDir)) {
      assertThat(sha256(again.resolve(segment.getFileName()))).isEqualTo(sha256(segment));
    }
    assertThat(disk.list(again)).hasSameSizeAs(disk.list(walDir));
  }

  @ParameterizedTest
  @MethodSource("directories")
  void theStrictReaderAgrees(String directory) throws IOException {
    Path walDir = copy(directory);
    WalSurvey survey = LenientWal.scan(disk, walDir);
    StrictRead read = StrictWal.read(disk, walDir, SnapshotPoint.START);

    assertThat(read).isInstanceOf(StrictRead.Whole.class);
    WalContents contents = read.contents();
    assertThat(contents.metadata()).isEqualTo(survey.metadata().orElseThrow());
    assertThat(contents.hardState()).isEqualTo(survey.hardState());
    assertThat(contents.lastIndex()).isEqualTo(survey.log().lastIndex());
    long next = 1;
    try (EntryCursor cursor = contents.entries(disk)) {
      while (cursor.next()) {
        assertThat(cursor.entry().index()).isEqualTo(next++);
      }
    }
    assertThat(next).isEqualTo(contents.lastIndex() + 1);
  }

  private static void replay(List<WalRecord> records, EntryCursor cursor, WalWriter writer)
      throws IOException {
    List<Entry> pending = new ArrayList<>();
    boolean head = true;
    for (WalRecord record : records) {
      switch (record) {
        case EntryRecord _ -> {
          head = false;
          assertThat(cursor.next()).isTrue();
          pending.add(cursor.entry());
        }
        case StateRecord(RecordPlace _, int _, HardState state) -> {
          if (!head) {
            writer.save(pending, state);
            pending.clear();
          }
        }
        case SnapshotRecord(RecordPlace _, int _, SnapshotPoint point) -> {
          if (point.index() != 0) {
            writer.saveEntries(pending);
            pending.clear();
            writer.saveSnapshot(point);
          }
        }
        case MetadataRecord _ -> {}
        case WalRecord.CrcRecord _ -> head = true;
      }
    }
    writer.saveEntries(pending);
  }

  private static void assertRecord(
      WalRecord record, Expected expected, Map<Long, Entry> entries, Dialect dialect) {
    assertThat(record.place().offset()).isEqualTo(expected.field("offset").number());
    assertThat("%08x".formatted(record.crc())).isEqualTo(expected.field("crc").text());
    long type = expected.field("type").number();
    switch (record) {
      case MetadataRecord(RecordPlace _, int _, WalMetadata metadata) -> {
        assertThat(type).isEqualTo(1);
        assertThat(metadata.encode().toHex()).isEqualTo(expected.field("data").text());
      }
      case EntryRecord entry -> {
        assertThat(type).isEqualTo(2);
        Expected numbers = expected.field("entry");
        assertThat(entry.term()).isEqualTo(numbers.field("term").number());
        assertThat(entry.index()).isEqualTo(numbers.field("index").number());
        assertThat(entry.type().code()).isEqualTo((int) numbers.field("type").number());
        byte[] data = entries.get(entry.index()).encode(dialect).toArray();
        if (expected.has("data")) {
          assertThat(data).isEqualTo(expected.field("data").hex());
        } else {
          assertThat(data).hasSize((int) expected.field("dataLen").number());
          assertThat(sha256(data)).isEqualTo(expected.field("dataSha256").text());
        }
      }
      case StateRecord(RecordPlace _, int _, HardState state) -> {
        assertThat(type).isEqualTo(3);
        assertThat(state.encode().toHex()).isEqualTo(expected.field("data").text());
        Expected numbers = expected.field("hardState");
        assertThat(state.term()).isEqualTo(numbers.field("term").number());
        assertThat(state.vote()).isEqualTo(numbers.field("vote").number());
        assertThat(state.commit()).isEqualTo(numbers.field("commit").number());
      }
      case WalRecord.CrcRecord _ -> assertThat(type).isEqualTo(4);
      case SnapshotRecord(RecordPlace _, int _, SnapshotPoint point) -> {
        assertThat(type).isEqualTo(5);
        assertThat(point.encode(dialect).toHex()).isEqualTo(expected.field("data").text());
        Expected numbers = expected.field("snapshot");
        assertThat(point.index()).isEqualTo(numbers.field("index").number());
        assertThat(point.term()).isEqualTo(numbers.field("term").number());
        assertThat(point.confState().isPresent()).isEqualTo(numbers.field("hasConfState").truth());
      }
    }
  }

  private Path copy(String directory) {
    Path walDir = temporary.resolve("wal");
    for (Fixture fixture : Fixtures.under(directory)) {
      if (fixture.name().endsWith(".wal")) {
        Fixtures.copyFile(
            fixture.name(), walDir.resolve(fixture.name().substring(directory.length() + 1)));
      }
    }
    return walDir;
  }

  private static List<Expected> expectedRecords(String directory, Path segment) {
    String name = directory + "/" + segment.getFileName();
    return Fixtures.hasExpected(name)
        ? Fixtures.expected(name).field("records").items()
        : List.of();
  }

  private static long endOffset(WalSurvey survey, Path segment) {
    Optional<SegmentReport> report =
        survey.segments().stream().filter(s -> s.file().equals(segment)).findFirst();
    return report.orElseThrow().endOffset();
  }

  private static Dialect dialect(String directory) {
    return directory.startsWith("v37") ? Dialect.IMPLICIT_ZEROS : Dialect.EXPLICIT_ZEROS;
  }

  private String sha256(Path file) throws IOException {
    MessageDigest digest = newDigest();
    try (var opened = disk.openRead(file);
        var arena = java.lang.foreign.Arena.ofConfined()) {
      digest.update(opened.map(0, opened.size(), arena).asByteBuffer());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String sha256(byte[] data) {
    return HexFormat.of().formatHex(newDigest().digest(data));
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
