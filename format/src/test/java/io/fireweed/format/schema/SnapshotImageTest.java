package io.fireweed.format.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.fixtures.Fixtures;
import io.fireweed.fixtures.ProgramRun;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.fault.NotFoundException;
import io.fireweed.format.fault.UnsupportedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotImageTest {
  private static final LocalDisk DISK = new LocalDisk();

  @TempDir Path directory;

  @Test
  void snapshotHasAValidDigest() throws IOException {
    Path path = Fixtures.copyFile("v34-snapshot.db", directory.resolve("snapshot.db"));
    try (SnapshotImage image = SnapshotImage.open(DISK, path)) {
      assertThat(image.form()).isEqualTo(SnapshotImage.Form.DB_SNAPSHOT);
      SnapshotImage.Digest digest = image.digest();
      assertThat(digest).isInstanceOf(SnapshotImage.Digest.Valid.class);
      image.requireSound(digest);
    }
  }

  @Test
  void copyOfADbHasNoDigest() throws IOException {
    Path path = Fixtures.copyFile("v34-single/member/snap/db", directory.resolve("db"));
    try (SnapshotImage image = SnapshotImage.open(DISK, path)) {
      assertThat(image.form()).isEqualTo(SnapshotImage.Form.PLAIN_DB);
      SnapshotImage.Digest digest = image.digest();
      assertThat(digest).isInstanceOf(SnapshotImage.Digest.Absent.class);
      image.requireSound(digest);
    }
  }

  @Test
  void changedByteIsRefusedWithBothDigests() throws IOException {
    byte[] file = Fixtures.bytes("v34-snapshot.db");
    file[20_000] ^= 1;
    try (SnapshotImage image = SnapshotImage.open(DISK, write(file))) {
      SnapshotImage.Digest digest = image.digest();
      assertThat(digest).isInstanceOf(SnapshotImage.Digest.Invalid.class);
      assertThatThrownBy(() -> image.requireSound(digest))
          .isInstanceOf(CorruptException.class)
          .hasMessageMatching(".*file: offset 32768: sha256 of the image expected .* found .*");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 31, 32, 33, 511, 512, 544, 1024, 2047, 2048, 2080, 4096, 4128})
  void beginningOfASnapshotIsRefused(int length) throws IOException {
    Path path = write(Arrays.copyOf(Fixtures.bytes("v34-snapshot.db"), length));
    assertThatThrownBy(
            () -> {
              try (SnapshotImage image = SnapshotImage.open(DISK, path)) {
                image.requireSound(image.digest());
                image.db().read().close();
              }
            })
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining(path.toString())
        .hasMessageContaining("expected")
        .hasMessageContaining("found");
  }

  @Test
  void everyAppendedTailIsRefused() throws IOException {
    byte[] whole = Fixtures.bytes("v34-snapshot.db");
    for (int more = 1; more <= 64; more++) {
      Path path = write(Arrays.copyOf(whole, whole.length + more));
      assertThatThrownBy(() -> SnapshotImage.open(DISK, path).close())
          .isInstanceOf(CorruptException.class)
          .hasMessageContaining((32 + more) + " over");
    }
  }

  @Test
  void directoriesPipesAndAbsentFilesAreToldApart() {
    assertThatThrownBy(() -> SnapshotImage.open(DISK, directory))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("found a directory");
    assertThatThrownBy(() -> SnapshotImage.open(DISK, directory.resolve("none")))
        .isInstanceOf(NotFoundException.class)
        .hasMessageEndingWith("no such file or directory");
    Path pipe = directory.resolve("pipe");
    ProgramRun made =
        ProgramRun.of(List.of("mkfifo", pipe.toString()), Map.of(), Duration.ofSeconds(10));
    Assumptions.assumeTrue(made.exitCode() == 0, "mkfifo is not installed");
    assertThatThrownBy(() -> SnapshotImage.open(DISK, pipe))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("found a pipe");
  }

  private Path write(byte[] content) throws IOException {
    return Files.write(directory.resolve("file"), content);
  }
}
