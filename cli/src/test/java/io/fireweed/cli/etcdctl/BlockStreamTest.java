package io.fireweed.cli.etcdctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.disk.SequentialFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockStreamTest {
  private static final int BLOCK = SequentialFile.BLOCK_BYTES;
  private static final int PIECE_MAX = 100_000;

  @TempDir private Path directory;

  private final Disk disk = new LocalDisk();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 5 * BLOCK, 5 * BLOCK + 12_345})
  void whatWasReadBackMeanwhileIsWhatWasWritten(int length) throws IOException {
    byte[] bytes = new byte[length];
    Random random = new Random(length);
    random.nextBytes(bytes);
    Path path = directory.resolve("file");
    try (SequentialFile file = disk.createSequential(path, Long.MAX_VALUE);
        ReadAhead back = ReadAhead.of(disk, path);
        ExecutorService writer = Executors.newSingleThreadExecutor()) {
      BlockStream stream = new BlockStream(file, writer, back);
      int at = 0;
      while (at < length) {
        int count = Math.min(1 + random.nextInt(PIECE_MAX), length - at);
        stream.write(bytes, at, count);
        at += count;
      }
      stream.finish().force();
      assertThat(Arrays.equals(Files.readAllBytes(path), bytes)).as("length %d", length).isTrue();
    }
    assertThat(Arrays.equals(Files.readAllBytes(path), bytes)).as("length %d", length).isTrue();
  }

  @Test
  void aBlockThatCannotBeReadBackHoldsNobodyUp() throws IOException {
    Path path = directory.resolve("short");
    try (DiskFile file = disk.create(path)) {
      file.truncate(BLOCK / 2);
    }
    try (ReadAhead back = ReadAhead.of(disk, path)) {
      back.written(0);
      back.written(BLOCK);
      back.written(Long.MAX_VALUE - BLOCK);
    }
    assertThat(Files.size(path)).isEqualTo(BLOCK / 2);
  }
}
