package io.fireweed.format.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.format.fault.RefusedException;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalDiskTest {
  private final Disk disk = new LocalDisk();

  @TempDir Path directory;

  @Test
  void aPublishedFileIsWholePrivateAndAlone() throws IOException {
    Path target = directory.resolve("snapshot.db");
    try (AtomicFile file = AtomicFile.create(disk, target)) {
      file.file().write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 0);
      assertThat(target).doesNotExist();
      file.publish();
    }
    assertThat(Files.readAllBytes(target)).containsExactly(1, 2, 3);
    assertThat(Files.getPosixFilePermissions(target))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(disk.list(directory)).containsExactly(target);
  }

  @Test
  void anAbandonedFileLeavesNothing() throws IOException {
    try (AtomicFile file = AtomicFile.create(disk, directory.resolve("x"))) {
      file.file().write(ByteBuffer.wrap(new byte[10]), 0);
    }
    assertThat(disk.list(directory)).isEmpty();
  }

  @Test
  void thePartOfAKilledProcessDoesNotBlockTheRetry() throws IOException {
    Files.writeString(directory.resolve("x.part"), "half");
    try (AtomicFile file = AtomicFile.create(disk, directory.resolve("x"))) {
      assertThat(file.file().size()).isZero();
      file.publish();
    }
    assertThat(disk.list(directory)).containsExactly(directory.resolve("x"));
  }

  @Test
  void anExistingTargetIsNeverReplacedByAccident() throws IOException {
    Path target = Files.writeString(directory.resolve("x"), "precious");
    assertThatThrownBy(() -> AtomicFile.create(disk, target))
        .isInstanceOf(FileAlreadyExistsException.class);
    Path other = Files.writeString(directory.resolve("y"), "new");
    assertThatThrownBy(() -> disk.rename(other, target))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(target).hasContent("precious");
  }

  @Test
  void onlyRegularFilesAreOpened() {
    assertThatThrownBy(() -> disk.openRead(directory))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("found a directory");
    assertThatThrownBy(() -> disk.openRead(Path.of("/dev/zero")))
        .hasMessageContaining("pipe, socket or device");
    assertThatThrownBy(() -> disk.openRead(directory.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void readingPastTheEndSaysWhere() throws IOException {
    Path path = Files.write(directory.resolve("x"), new byte[5]);
    try (DiskFile file = disk.openRead(path)) {
      assertThatThrownBy(() -> file.readFully(ByteBuffer.allocate(8), 0))
          .isInstanceOf(EOFException.class)
          .hasMessageContaining("offset 5 expected 3 more bytes");
    }
  }

  @Test
  void aMappingOutlivesItsFile() throws IOException {
    Path path = Files.write(directory.resolve("x"), new byte[] {1, 2, 3, 4});
    try (Arena arena = Arena.ofConfined()) {
      var segment = arena.allocate(0);
      try (DiskFile file = disk.openRead(path)) {
        segment = file.map(1, 3, arena);
      }
      assertThat(segment.toArray(ValueLayout.JAVA_BYTE)).containsExactly(2, 3, 4);
    }
  }

  @Test
  void growingAndShrinkingKeepTheRest() throws IOException {
    try (DiskFile file = disk.create(directory.resolve("x"))) {
      file.write(ByteBuffer.wrap(new byte[] {7, 8, 9}), 0);
      file.truncate(1 << 20);
      assertThat(file.size()).isEqualTo(1 << 20);
      file.truncate(2);
      file.truncate(3);
      ByteBuffer content = ByteBuffer.allocate(3);
      file.readFully(content, 0);
      assertThat(content.array()).containsExactly(7, 8, 0);
    }
  }

  @Test
  void aWriterExcludesEverybodyAndReadersOnlyWriters() throws IOException {
    Path path = Files.createFile(directory.resolve("db"));
    try (DiskFile writer = disk.openWrite(path)) {
      try (DiskFile one = disk.openRead(path);
          DiskFile two = disk.openRead(path)) {
        one.lock(LockMode.SHARED);
        two.lock(LockMode.SHARED);
        assertThatThrownBy(() -> writer.lock(LockMode.EXCLUSIVE))
            .isInstanceOf(RefusedException.class)
            .hasMessageContaining("locked by another program");
      }
      writer.lock(LockMode.EXCLUSIVE);
      try (DiskFile late = disk.openRead(path)) {
        assertThatThrownBy(() -> late.lock(LockMode.SHARED)).isInstanceOf(RefusedException.class);
      }
    }
  }
}
