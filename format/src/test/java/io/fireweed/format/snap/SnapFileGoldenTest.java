package io.fireweed.format.snap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.fixtures.Expected;
import io.fireweed.fixtures.Fixtures;
import io.fireweed.fixtures.Fixtures.Fixture;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.Dialect;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.format.wal.SnapshotPoint;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every `.snap` that a real etcd wrote, read, and written again byte for byte.
class SnapFileGoldenTest {
  private static final String RESTORED =
      "v34-restored/m1/member/snap/0000000000000001-0000000000000003.snap";

  private final Disk disk = new LocalDisk();

  @TempDir Path temporary;

  static Stream<String> files() {
    return Fixtures.all().stream().map(Fixture::name).filter(name -> name.endsWith(".snap"));
  }

  @ParameterizedTest
  @MethodSource("files")
  void readingAndWritingGivesTheSameBytes(String fixture) throws IOException {
    Path file = Fixtures.copyFile(fixture, temporary.resolve(nameOf(fixture)));
    RaftSnapshot snapshot = SnapFile.read(disk, file);

    if (Fixtures.hasExpected(fixture)) {
      Expected expected = Fixtures.expected(fixture);
      assertThat(snapshot.index()).isEqualTo(expected.field("index").number());
      assertThat(snapshot.term()).isEqualTo(expected.field("term").number());
      assertThat(snapshot.confState().voters())
          .isEqualTo(expected.field("voters").items().stream().map(Expected::number).toList());
    }
    Dialect dialect = fixture.startsWith("v37") ? Dialect.IMPLICIT_ZEROS : Dialect.EXPLICIT_ZEROS;
    assertThat(SnapFile.encode(snapshot, dialect).toArray()).isEqualTo(Files.readAllBytes(file));
  }

  @Test
  void theRestoredFileOf34And35IsWrittenByteForByte() throws IOException {
    List<RestoreStore.Member> members =
        List.of(
            new RestoreStore.Member(0xb71f75320dc06a6cL, List.of("http://127.0.0.1:2380")),
            new RestoreStore.Member(0x11bff47b8baf3ee9L, List.of("http://127.0.0.1:2480")),
            new RestoreStore.Member(0x2daa54f17ef01167L, List.of("http://127.0.0.1:2580")));
    List<Long> voters =
        members.stream().map(RestoreStore.Member::id).sorted(Long::compareUnsigned).toList();
    RaftSnapshot snapshot =
        new RaftSnapshot(RestoreStore.json(members), ConfState.ofVoters(voters), 3, 1);

    Path written = SnapFile.write(disk, temporary, snapshot, Dialect.EXPLICIT_ZEROS);

    assertThat(written).hasFileName(nameOf(RESTORED));
    assertThat(Files.readAllBytes(written)).isEqualTo(Fixtures.bytes(RESTORED));
    assertThat(Fixtures.bytes(RESTORED.replace("v34", "v35"))).isEqualTo(Fixtures.bytes(RESTORED));
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] whole = Fixtures.bytes(RESTORED);
    for (int length = 0; length < whole.length; length++) {
      MemorySegment cut = MemorySegment.ofArray(Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> SnapFile.decode(cut, "cut")).isInstanceOf(CorruptException.class);
    }
  }

  @Test
  void everyFlippedByteIsRefused() {
    byte[] whole = Fixtures.bytes(RESTORED);
    for (int at = 0; at < whole.length; at++) {
      for (int mask : new int[] {0x01, 0x80, 0xff}) {
        byte[] damaged = whole.clone();
        damaged[at] ^= (byte) mask;
        MemorySegment segment = MemorySegment.ofArray(damaged);
        assertThatThrownBy(() -> SnapFile.decode(segment, "flipped"))
            .as("byte %d ^ %02x", at, mask)
            .isInstanceOf(CorruptException.class);
      }
    }
  }

  @Test
  void filesAreSortedIntoUsableOrphanBrokenAndUnreadable() throws IOException {
    Fixtures.copyFile(
        "v34-segments/member/snap/0000000000000002-0000000000000015.snap",
        temporary.resolve("0000000000000002-0000000000000015.snap"));
    Path orphan =
        Fixtures.copyFile(
            "v34-segments/member/snap/0000000000000002-000000000000002a.snap",
            temporary.resolve("0000000000000002-000000000000002a.snap"));
    Path misnamed =
        Fixtures.copyFile(
            "v34-segments/member/snap/0000000000000002-000000000000003f.snap",
            temporary.resolve("0000000000000002-0000000000000040.snap"));
    Path empty = Files.createFile(temporary.resolve("0000000000000002-0000000000000041.snap"));
    Path directory =
        Files.createDirectory(temporary.resolve("0000000000000002-0000000000000042.snap"));

    SnapSurvey survey =
        SnapSurvey.scan(
            disk,
            temporary,
            List.of(SnapshotPoint.START, SnapshotPoint.of(21, 2), SnapshotPoint.of(63, 2)));

    assertThat(survey.files())
        .extracting(finding -> finding.getClass().getSimpleName())
        .containsExactly("Unreadable", "Broken", "Broken", "Orphan", "Usable");
    assertThat(survey.files())
        .extracting(SnapSurvey.Finding::path)
        .startsWith(directory, empty, misnamed, orphan);
    assertThat(survey.newest().orElseThrow().name()).isEqualTo(new SnapName(2, 21));
    assertThat(survey.missing()).containsExactly(SnapshotPoint.of(63, 2));
  }

  private static String nameOf(String fixture) {
    return fixture.substring(fixture.lastIndexOf('/') + 1);
  }
}
