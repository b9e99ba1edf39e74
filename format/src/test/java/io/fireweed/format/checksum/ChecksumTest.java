package io.fireweed.format.checksum;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.format.wire.Bytes;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChecksumTest {
  @Test
  void publishedCheckValuesHold() {
    assertThat(Crc32c.of(Bytes.ofUtf8("123456789").segment())).isEqualTo(0xe3069283);
    assertThat(Fnv1a64.of(Bytes.ofUtf8("a").segment())).isEqualTo(0xaf63dc4c8601ec8cL);
    assertThat(Sha256Trailer.of(Bytes.ofUtf8("abc").segment()).toHex())
        .startsWith("ba7816bf8f01cfea414140de5dae2223");
  }

  @Test
  void aChecksumGoesOnFromAnyPoint() {
    long seed = Long.getLong("seed", 7);
    Random random = new Random(seed);
    byte[] bytes = new byte[4096];
    random.nextBytes(bytes);
    MemorySegment all = MemorySegment.ofArray(bytes);
    int whole = Crc32c.of(all);
    for (int cut = 0; cut <= bytes.length; cut += 1 + random.nextInt(50)) {
      int head = Crc32c.of(all.asSlice(0, cut));
      MemorySegment tail = all.asSlice(cut);
      assertThat(Crc32c.update(head, tail)).as("seed %s, cut %s", seed, cut).isEqualTo(whole);
      assertThat(Crc32c.difference(head, whole, tail.byteSize())).isEqualTo(Crc32c.of(tail));
    }
  }

  @Test
  void everyChecksumIsThatOfOneWord() {
    long seed = Long.getLong("seed", 7);
    Random random = new Random(seed);
    for (int i = 0; i < 1000; i++) {
      int crc = i < 2 ? -i : random.nextInt();
      ByteBuffer word = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
      word.putInt(0, Crc32c.preimage(crc));
      assertThat(Crc32c.of(MemorySegment.ofBuffer(word))).as("seed %s", seed).isEqualTo(crc);
    }
  }

  @Test
  void nothingAddedChangesNothing() {
    assertThat(Crc32c.update(0x12345678, MemorySegment.ofArray(new byte[0]))).isEqualTo(0x12345678);
  }

  @Test
  void theTrailerIsRecognisedByLength() {
    assertThat(Sha256Trailer.present(32800)).isTrue();
    assertThat(Sha256Trailer.present(32768)).isFalse();
    assertThat(Sha256Trailer.present(32)).isTrue();
    assertThat(Sha256Trailer.present(0)).isFalse();
  }
}
