package io.fireweed.format.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.LocalDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files made to keep a reader busy or to make it allocate.
class HostileWalTest {
  private static final int FILE_BYTES = 8 << 20;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Disk disk = new LocalDisk();

  @TempDir Path temporary;

  private Path segment = Path.of("");

  @BeforeEach
  void place() {
    segment = temporary.resolve(SegmentName.FIRST.fileName());
  }

  @Test
  void framesThatAllClaimTheRestOfTheFileEndInBoundedTime() throws IOException {
    byte[] file = new byte[FILE_BYTES];
    ByteBuffer out = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 8; at + 64 < FILE_BYTES; at += 24) {
      int length = (FILE_BYTES - at - 40) / 8 * 8;
      out.putLong(at, length);
      out.put(at + 8, new byte[] {8, 2, 0x10, 5, 0x1a});
      int dataLength = length - 5 - 4;
      for (int i = 0; i < 4; i++) {
        int more = i < 3 ? 0x80 : 0;
        out.put(at + 13 + i, (byte) (dataLength >>> 7 * i & 0x7f | more));
      }
    }
    file[0] = 1;
    check(file);
  }

  @Test
  void lengthsNearTheLimitsAllocateNothing() throws IOException {
    for (long length :
        new long[] {-1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 55, (1L << 56) - 1, 1L << 40, 3}) {
      byte[] file = new byte[1 << 10];
      ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length).putLong(16, length);
      check(file);
    }
  }

  @Test
  void noiseIsNoLog() throws IOException {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(11);
    byte[] file = new byte[FILE_BYTES];
    random.nextBytes(file);
    check(file);
  }

  private void check(byte[] file) throws IOException {
    Files.write(segment, file);
    Assertions.assertTimeoutPreemptively(
        LIMIT,
        () -> {
          WalSurvey survey = LenientWal.scan(disk, temporary);
          assertThat(survey.isWhole()).isFalse();
          assertThat(survey.log().isEmpty()).isTrue();
          assertThat(survey.islands()).isEmpty();
        });
  }
}
