package io.fireweed.format.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SequentialFileTest {
  private static final int BLOCK = SequentialFile.BLOCK_BYTES;
  private static final long LARGE = 1L << 30;
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  private final Disk disk = new LocalDisk();

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      ints = {0, 1, 4095, 4096, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 4 * BLOCK + 4096 + 17})
  void everyLengthArrivesInPiecesOfAnySize(int length) throws IOException {
    byte[] content = content(length);
    Random random = new Random(length);
    Path path = directory.resolve("pieces");
    try (SequentialFile file = disk.createSequential(path, LARGE)) {
      for (int at = 0; at < length; ) {
        int piece = Math.min(length - at, 1 + random.nextInt(1 << (8 + random.nextInt(16))));
        file.append(ByteBuffer.wrap(content, at, piece));
        at += piece;
      }
      file.finish().force();
    }
    assertThat(Arrays.equals(Files.readAllBytes(path), content)).isTrue();
  }

  @Test
  void alignedBlocksAndATornLastOneArrive() throws IOException {
    Path path = directory.resolve("blocks");
    byte[] content = content(3 * BLOCK + 100);
    writeBlocks(path, content);
    assertThat(Arrays.equals(Files.readAllBytes(path), content)).isTrue();
    assertThat(Files.getPosixFilePermissions(path))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void blocksBehindAnOddPieceStillArrive() throws IOException {
    Path path = directory.resolve("odd");
    byte[] content = content(2 * BLOCK + 3);
    ByteBuffer block = SequentialFile.allocateBlock();
    try (SequentialFile file = disk.createSequential(path, LARGE)) {
      file.append(ByteBuffer.wrap(content, 0, 3));
      for (int at = 3; at < content.length; at += BLOCK) {
        file.append(block.clear().put(content, at, BLOCK).flip());
      }
      assertThat(block.hasRemaining()).isFalse();
      file.finish().force();
    }
    assertThat(Arrays.equals(Files.readAllBytes(path), content)).isTrue();
  }

  @Test
  void aFinishedFileIsChangedLikeAnyOther() throws IOException {
    Path path = directory.resolve("changed");
    byte[] content = content(2 * BLOCK);
    try (SequentialFile file = disk.createSequential(path, LARGE)) {
      file.append(ByteBuffer.wrap(content));
      DiskFile finished = file.finish();
      finished.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), BLOCK - 1);
      finished.truncate(2 * BLOCK + 5);
      finished.force();
    }
    byte[] expected = Arrays.copyOf(content, content.length + 5);
    System.arraycopy(new byte[] {1, 2, 3}, 0, expected, BLOCK - 1, 3);
    assertThat(Arrays.equals(Files.readAllBytes(path), expected)).isTrue();
  }

  @Test
  void aFileSystemInMemoryTakesItToo() throws IOException {
    Assumptions.assumeTrue(Files.isWritable(SHARED_MEMORY), "there is no " + SHARED_MEMORY);
    Path path = Files.createTempDirectory(SHARED_MEMORY, "sequential").resolve("db");
    try {
      byte[] content = content(BLOCK + 9);
      writeBlocks(path, content);
      assertThat(Arrays.equals(Files.readAllBytes(path), content)).isTrue();
    } finally {
      disk.deleteTree(path.getParent());
    }
  }

  @Test
  void aDeviceThatRefusesIsWrittenInTheOrdinaryWay() throws IOException {
    Path path = directory.resolve("refused");
    byte[] content = content(2 * BLOCK + 1);
    FileChannel closed =
        FileChannel.open(Files.createFile(directory.resolve("other")), StandardOpenOption.WRITE);
    closed.close();
    try (SequentialFile file = new DirectFile(disk.create(path), closed)) {
      file.append(ByteBuffer.wrap(content));
      file.finish().force();
    }
    assertThat(Arrays.equals(Files.readAllBytes(path), content)).isTrue();
  }

  @Test
  void aFullDiskSaysSo() throws IOException, InterruptedException {
    Path small = Files.createDirectory(directory.resolve("small"));
    int mounted = run("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", small.toString());
    Assumptions.assumeTrue(mounted == 0, "a tmpfs cannot be mounted here");
    try {
      assertThatThrownBy(() -> writeBlocks(small.resolve("db"), content(3 * BLOCK)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("No space left on device");
      disk.delete(small.resolve("db"));
      writeBlocks(small.resolve("db"), content(BLOCK));
    } finally {
      run("umount", small.toString());
    }
  }

  @Test
  void anExistingFileIsNotReplaced() throws IOException {
    Path path = Files.writeString(directory.resolve("taken"), "precious");
    assertThatThrownBy(() -> disk.createSequential(path, LARGE)).isInstanceOf(IOException.class);
    assertThat(path).hasContent("precious");
  }

  @Test
  void aDraftChangesCopiesAndNotTheFile() throws IOException {
    byte[] base = content(10_000);
    Draft draft = new Draft(directory.resolve("base"), MemorySegment.ofArray(base));
    draft.write(ByteBuffer.wrap(new byte[] {7, 7}), 9_999);
    draft.write(ByteBuffer.wrap(new byte[] {8}), 0);
    draft.truncate(12_000);
    ByteBuffer seen = ByteBuffer.allocate(1);
    draft.readFully(seen, 0);
    assertThat(seen.get(0)).isEqualTo(base[0]);
    Path path = Files.write(directory.resolve("copy"), base);
    try (DiskFile copy = disk.openWrite(path)) {
      draft.applyTo(copy);
    }
    byte[] expected = Arrays.copyOf(base, 12_000);
    expected[0] = 8;
    expected[9_999] = 7;
    expected[10_000] = 7;
    assertThat(Files.readAllBytes(path)).isEqualTo(expected);
  }

  private void writeBlocks(Path path, byte[] content) throws IOException {
    ByteBuffer block = SequentialFile.allocateBlock();
    try (SequentialFile file = disk.createSequential(path, LARGE)) {
      for (int at = 0; at < content.length; at += BLOCK) {
        file.append(block.clear().put(content, at, Math.min(BLOCK, content.length - at)).flip());
      }
      file.finish().force();
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private static byte[] content(int length) {
    byte[] content = new byte[length];
    new Random(length).nextBytes(content);
    return content;
  }
}
