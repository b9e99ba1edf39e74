package io.fireweed.storage.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.SeededRandom;
import io.fireweed.format.wire.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class KeyIndexLoadTest {
  @Test
  void aPrefixIsTheRangeOfTheKeysThatBeginWithIt() {
    assertThat(KeyRange.ofPrefix(Bytes.EMPTY)).isEqualTo(KeyRange.all());
    assertThat(KeyRange.ofPrefix(Bytes.ofUtf8("a/")))
        .isEqualTo(new KeyRange.HalfOpen(Bytes.ofUtf8("a/"), Bytes.ofUtf8("a0")));
    assertThat(KeyRange.ofPrefix(Bytes.fromHex("61ff")))
        .isEqualTo(new KeyRange.HalfOpen(Bytes.fromHex("61ff"), Bytes.fromHex("62")));
    assertThat(KeyRange.ofPrefix(Bytes.fromHex("ffff")))
        .isEqualTo(new KeyRange.From(Bytes.fromHex("ffff")));
  }

  @Test
  void aRangeKnowsItsKeys() {
    SeededRandom.check(
        2_000,
        random -> {
          Bytes prefix = randomKey(random, 2);
          Bytes key = randomKey(random, 4);
          KeyRange range = KeyRange.ofPrefix(prefix);
          assertThat(contains(range, key)).isEqualTo(key.startsWith(prefix));
          assertThat(contains(new KeyRange.Single(prefix), key)).isEqualTo(key.equals(prefix));
        });
  }

  @Test
  void steppingMeetsEveryLiveKeyInOrder() {
    SeededRandom.check(
        20,
        random -> {
          TreeSet<Bytes> model = new TreeSet<>();
          try (KeyIndex index = new KeyIndex()) {
            int count = random.nextInt(2_000);
            for (int i = 0; i < count; i++) {
              Bytes key = randomKey(random, 5);
              long ref = index.require(key.segment());
              if (random.nextInt(4) > 0) {
                index.put(ref, i + 2, 0, 0);
                model.add(key);
              } else if (index.isLive(ref)) {
                index.delete(ref, i + 2, 0);
                model.remove(key);
              }
            }
            Bytes from = randomKey(random, 3);
            long ref = index.ceilingLive(from.segment());
            for (Bytes expected : model.tailSet(from)) {
              assertThat(Bytes.of(index.key(ref))).isEqualTo(expected);
              ref = index.nextLive(ref);
            }
            assertThat(ref).isEqualTo(KeyIndex.NONE);
          }
        });
  }

  private static boolean contains(KeyRange range, Bytes key) {
    MemorySegment padded = MemorySegment.ofArray(Bytes.fromHex("00ff").plus(key).toArray());
    return range.contains(padded, 2, key.length());
  }

  private static Bytes randomKey(Random random, int maxLength) {
    byte[] bytes = new byte[random.nextInt(maxLength + 1)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = random.nextInt(3) == 0 ? (byte) 0xff : (byte) ('a' + random.nextInt(4));
    }
    return Bytes.of(bytes);
  }
}
