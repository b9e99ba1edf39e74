package io.fireweed.format.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.format.fault.CorruptException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProtoReaderTest {
  @Test
  void everyVarintComesBack() {
    long[] values = {0, 1, 127, 128, 300, 1L << 35, Long.MAX_VALUE, Long.MIN_VALUE, -1};
    for (long value : values) {
      ProtoReader reader = reader(new ProtoWriter().varint(3, value).toBytes());
      assertThat(reader.next()).isTrue();
      assertThat(reader.field()).isEqualTo(3);
      assertThat(reader.varint()).isEqualTo(value);
      assertThat(reader.next()).isFalse();
    }
  }

  @Test
  void aWriterLeavesOutZerosOnlyWhenAsked() {
    ProtoWriter writer =
        new ProtoWriter()
            .varint(1, 0)
            .varintUnlessZero(2, 0)
            .bytes(3, Bytes.EMPTY)
            .bytesUnlessEmpty(4, Bytes.EMPTY);
    assertThat(writer.toBytes()).isEqualTo(Bytes.fromHex("08001a00"));
  }

  @Test
  void nestedMessagesKnowTheirPlaceInTheFile() {
    Bytes bytes =
        new ProtoWriter().varint(1, 5).message(2, new ProtoWriter().varint(1, 300)).toBytes();
    ProtoReader outer = new ProtoReader(bytes.segment(), new Origin("some.wal", 1000));
    assertThat(outer.next()).isTrue();
    outer.skip();
    assertThat(outer.next()).isTrue();
    ProtoReader inner = outer.message();
    assertThat(inner.origin().offset()).isEqualTo(1004);
    assertThat(inner.corrupt("x", "y", "z")).hasMessageStartingWith("some.wal: offset 1004: x");
  }

  @Test
  void everyTruncationIsCorruptOrEndsBetweenFields() {
    Bytes whole = new ProtoWriter().varint(1, 1L << 40).utf8(2, "value").varint(3, 7).toBytes();
    List<Integer> accepted = new ArrayList<>();
    for (int length = 0; length < whole.length(); length++) {
      try {
        readAll(reader(whole.slice(0, length)));
        accepted.add(length);
      } catch (CorruptException expected) {
        assertThat(expected).hasMessageContaining("offset");
      }
    }
    assertThat(accepted).containsExactly(0, 7, 14);
  }

  @Test
  void aHugeLengthIsRefusedBeforeAnythingIsAllocated() {
    Bytes hostile = Bytes.fromHex("0affffffffffffffff7f");
    assertThatThrownBy(() -> readAll(reader(hostile)))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("length of field 1");
  }

  @Test
  void fieldZeroGroupsAndOverlongVarintsAreRefused() {
    for (String hex :
        List.of("00", "0b", "0c", "08ffffffffffffffffff02", "088080808080808080808000")) {
      assertThatThrownBy(() -> readAll(reader(Bytes.fromHex(hex))))
          .as(hex)
          .isInstanceOf(CorruptException.class);
    }
  }

  @Test
  void randomBytesNeverEscapeAsAnotherException() {
    long seed = Long.getLong("seed", 20261120);
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      byte[] noise = new byte[random.nextInt(40)];
      random.nextBytes(noise);
      try {
        readAll(new ProtoReader(MemorySegment.ofArray(noise), new Origin("noise", 0)));
      } catch (CorruptException expected) {
        assertThat(expected.getMessage()).as("seed %s", seed).startsWith("noise: offset");
      }
    }
  }

  private static ProtoReader reader(Bytes bytes) {
    return new ProtoReader(bytes, "sample");
  }

  private static void readAll(ProtoReader reader) {
    while (reader.next()) {
      reader.skip();
    }
  }
}
