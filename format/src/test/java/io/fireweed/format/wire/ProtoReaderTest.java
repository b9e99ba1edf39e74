package io.fireweed.format.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.format.fault.CorruptException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
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
  void aGroupIsPassedOverWithAllThatIsInIt() {
    for (String group :
        List.of(
            "9b069c06", // Empty.
            "9b069b069c069c06", // One in another.
            "9b0608010901020304050607080a0261620d010203049c06", // A field of each type.
            "9b069406", // Ended by another number.
            "9b0603049c06")) { // Fields of number 0, as in etcd up to 3.6.
      ProtoReader reader = reader(Bytes.fromHex("0801" + group + "1002"));
      assertThat(reader.next()).isTrue();
      assertThat(reader.varint()).isEqualTo(1);
      assertThat(reader.next()).isTrue();
      assertThat(reader.type()).isEqualTo(WireType.GROUP);
      reader.skip();
      assertThat(reader.next()).as(group).isTrue();
      assertThat(reader.varint()).isEqualTo(2);
      assertThat(reader.next()).isFalse();
    }
  }

  @Test
  void aGroupThatIsWantedAsAValueIsRefused() {
    ProtoReader reader = reader(Bytes.fromHex("0b0c"));
    assertThat(reader.next()).isTrue();
    assertThatThrownBy(reader::varint).isInstanceOf(CorruptException.class);
  }

  @Test
  void hostileGroupsAreRefusedAndNeedNoStack() {
    assertThatThrownBy(() -> readAll(reader(nested(10_001))))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("at most 10000 deep");
    assertThatThrownBy(() -> readAll(reader(nested(5_000_000))))
        .isInstanceOf(CorruptException.class);
    readAll(reader(nested(10_000)));
    for (String hex :
        List.of(
            "0b", // No end.
            "0b0b0c", // No end of the outer one.
            "0b08", // Ends inside a varint.
            "0b090102", // Ends inside a fixed value.
            "0b0affffffffffffffff7f0c", // A length of more than there is.
            "0b0affffffffffffffffff010c", // A length below zero.
            "0b0e0c")) { // A type that nobody knows.
      assertThatThrownBy(() -> readAll(reader(Bytes.fromHex(hex))))
          .as(hex)
          .isInstanceOf(CorruptException.class);
    }
  }

  private static Bytes nested(int depth) {
    byte[] bytes = new byte[2 * depth];
    Arrays.fill(bytes, 0, depth, (byte) 0x0b);
    Arrays.fill(bytes, depth, 2 * depth, (byte) 0x0c);
    return Bytes.of(bytes);
  }

  @Test
  void fieldZeroEndsOfGroupsAndOverlongVarintsAreRefused() {
    for (String hex : List.of("00", "0c", "08ffffffffffffffffff02", "088080808080808080808000")) {
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
