package io.fireweed.format.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.fixtures.Fixtures;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.fault.ConflictException;
import io.fireweed.format.wire.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The log of a restored member, byte for byte as the restore tools of four releases wrote it.
class RestoreWalGoldenTest {
  private static final long M1 = 0xb71f75320dc06a6cL;
  private static final long M2 = 0x11bff47b8baf3ee9L;
  private static final long M3 = 0x2daa54f17ef01167L;
  private static final long CLUSTER = 0x0c14c235c147937aL;

  private final Disk disk = new LocalDisk();

  @TempDir Path temporary;

  @ParameterizedTest
  @CsvSource({
    "V3_4, v34-restored/m1, b71f75320dc06a6c",
    "V3_4, v34-restored/m2, 11bff47b8baf3ee9",
    "V3_4, v34-restored/m3, 2daa54f17ef01167",
    "V3_5, v35-restored/m1, b71f75320dc06a6c",
    "V3_6, v36-restored/m1, b71f75320dc06a6c",
    "V3_7, v37-restored/m1, b71f75320dc06a6c"
  })
  void theFileEqualsThatOfTheRestoreTool(RestoreRelease release, String fixture, String nodeId)
      throws IOException {
    Path walDir = temporary.resolve("wal");
    RestoreWal.write(disk, walDir, recipe(release, Long.parseUnsignedLong(nodeId, 16)));

    Path written = walDir.resolve(SegmentName.FIRST.fileName());
    assertThat(disk.list(walDir)).containsExactly(written);
    Path golden =
        Fixtures.copyFile(
            fixture + "/member/wal/" + SegmentName.FIRST.fileName(), temporary.resolve("golden"));
    assertThat(Files.mismatch(written, golden)).isEqualTo(-1);
    assertThat(Files.getPosixFilePermissions(written))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.getPosixFilePermissions(walDir))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void aDirectoryWithFilesIsRefused() throws IOException {
    Files.writeString(temporary.resolve("other"), "x");
    RestoreWal.Recipe recipe = recipe(RestoreRelease.V3_5, M1);
    assertThatThrownBy(() -> RestoreWal.write(disk, temporary, recipe))
        .isInstanceOf(ConflictException.class);
  }

  @Test
  void membersWithOneIdAreRefused() {
    List<RestoreWal.Member> twice = List.of(member(M1, "m1", 2380), member(M1, "m2", 2480));
    assertThatThrownBy(() -> new RestoreWal.Recipe(M1, CLUSTER, twice, RestoreRelease.V3_5))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static RestoreWal.Recipe recipe(RestoreRelease release, long nodeId) {
    return new RestoreWal.Recipe(
        nodeId,
        CLUSTER,
        List.of(member(M1, "m1", 2380), member(M2, "m2", 2480), member(M3, "m3", 2580)),
        release);
  }

  private static RestoreWal.Member member(long id, String name, int port) {
    return new RestoreWal.Member(
        id,
        Bytes.ofUtf8(
            "{\"id\":%s,\"peerURLs\":[\"http://127.0.0.1:%d\"],\"name\":\"%s\"}"
                .formatted(Long.toUnsignedString(id), port, name)));
  }
}
