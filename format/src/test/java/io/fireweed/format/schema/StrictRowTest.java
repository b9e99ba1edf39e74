package io.fireweed.format.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.fixtures.SeededRandom;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictRowTest {
  private static final Origin WHERE = new Origin("db: bucket key", 100);

  @Test
  void revisionKeysOfBothLengthsComeBack() {
    RevisionKey tombstone = RevisionKey.tombstone(new Revision(3, 0));
    assertThat(tombstone.encode().toHex()).isEqualTo("00000000000000035f000000000000000074");
    assertThat(RevisionKey.decode(tombstone.encode().segment(), WHERE)).isEqualTo(tombstone);
    RevisionKey put = RevisionKey.put(new Revision(Long.MAX_VALUE, 2));
    assertThat(RevisionKey.decode(put.encode().segment(), WHERE)).isEqualTo(put);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "00000000000000035f00000000000000",
        "00000000000000035e0000000000000000",
        "80000000000000035f0000000000000000",
        "00000000000000035f8000000000000000",
        "00000000000000035f000000000000000075",
        "00000000000000035f00000000000000007474"
      })
  void otherBytesAreNoRevisionKey(String hex) {
    assertThatThrownBy(() -> RevisionKey.decode(Bytes.fromHex(hex).segment(), WHERE))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("db: bucket key: offset 1")
        .hasMessageContaining("expected");
  }

  @Test
  void keyValuesComeBackWhateverTheyHold() {
    SeededRandom.check(
        500,
        random -> {
          KeyValue expected =
              new KeyValue(
                  bytes(random, 40),
                  number(random),
                  number(random),
                  number(random),
                  bytes(random, 300),
                  number(random));
          assertThat(KeyValue.decode(expected.encode().segment(), WHERE)).isEqualTo(expected);
        });
  }

  @Test
  void everyTruncationOfAKeyValueIsRefusedOrShorter() {
    Bytes whole = new KeyValue(Bytes.ofUtf8("foo"), 2, 300, 7, Bytes.ofUtf8("bar"), 9).encode();
    for (int length = 0; length < whole.length(); length++) {
      Bytes part = whole.slice(0, length);
      KeyValueView view = new KeyValueView();
      if (view.parse(part.segment(), 0, length)) {
        assertThat(view.toKeyValue().encode()).isEqualTo(part);
      } else {
        assertThatThrownBy(() -> KeyValue.decode(part.segment(), WHERE))
            .isInstanceOf(CorruptException.class)
            .hasMessageContaining("key-value message");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1002" + "0a0161", // fields out of order
        "0a0161" + "0a0162", // a field twice
        "3801", // a field that is not known
        "0a7f61", // a length past the end
        "10ffffffffffffffffff02", // more than 64 bits
        "10ffffffffffffffffffff01", // more than ten bytes
        "0affffffffffffffffff01" // a length of 2^64-1
      })
  void messagesThatEtcdNeverWritesAreRefused(String hex) {
    assertThatThrownBy(() -> KeyValue.decode(Bytes.fromHex(hex).segment(), WHERE))
        .isInstanceOf(CorruptException.class);
  }

  @Test
  void leaseIdMustBeThatOfTheKey() {
    LeaseRow row = new LeaseRow(0x430ca1fa9dfeda15L, 500, 0);
    assertThat(row.value().toHex()).isEqualTo("0895b4fbefa9bfa8864310f403");
    assertThatThrownBy(
            () -> LeaseRow.decode(Bytes.ofLong(5).segment(), row.value().segment(), WHERE))
        .isInstanceOf(CorruptException.class);
    assertThatThrownBy(
            () -> LeaseRow.decode(Bytes.fromHex("05").segment(), row.value().segment(), WHERE))
        .isInstanceOf(CorruptException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "3", "3.6", "3.6.0-rc", "v3.6.0", "3.6.0.1", " 3.6.0", "3..0"})
  void otherTextIsNoVersion(String text) {
    assertThatThrownBy(
            () -> EtcdVersion.decode(Bytes.ofUtf8(text).segment(), "storage version", WHERE))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("storage version expected a version such as 3.6.0");
  }

  @Test
  void releasesAreFoundByShortAndFullVersion() {
    assertThat(EtcdRelease.find("3.6")).contains(EtcdRelease.V3_6);
    assertThat(EtcdRelease.find("3.4.23")).contains(EtcdRelease.V3_4);
    assertThat(EtcdRelease.find("3.8")).isEmpty();
    assertThat(EtcdRelease.find("x")).isEmpty();
  }

  private static Bytes bytes(Random random, int max) {
    byte[] bytes = new byte[random.nextInt(max)];
    random.nextBytes(bytes);
    return Bytes.of(bytes);
  }

  private static long number(Random random) {
    return random.nextLong() >>> random.nextInt(64);
  }
}
