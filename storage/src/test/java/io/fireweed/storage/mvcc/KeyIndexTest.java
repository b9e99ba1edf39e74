package io.fireweed.storage.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.format.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyIndexTest {
  @Test
  void keysMadeToCollideAreStillFoundOnceEach() {
    List<Bytes> keys = colliding(3 * KeyHashPart.MAX_PROBES);
    try (KeyIndex index = new KeyIndex()) {
      for (int i = 0; i < keys.size(); i++) {
        long ref = index.require(keys.get(i).segment());
        index.put(ref, 2 + i, 0, 0);
        assertThat(index.require(keys.get(i).segment())).isEqualTo(ref);
      }
      assertThat(index.knownKeys()).isEqualTo(keys.size());
      for (int i = 0; i < keys.size(); i += 2) {
        long ref = index.findLive(keys.get(i).segment());
        index.delete(ref, 1000 + i, 0);
        index.forget(ref);
      }
      for (int i = 0; i < keys.size(); i++) {
        long ref = index.find(keys.get(i).segment());
        assertThat(ref == KeyIndex.NONE).as("key %d", i).isEqualTo(i % 2 == 0);
      }
    }
  }

  /// Everybody waits meanwhile.
  @Test
  void noSingleKeyMakesTheTableOfKeysGrowByMuch() {
    KeyRecords records = new KeyRecords(new BlockArena(), KeyIndex.History.values()[0]);
    try (KeyHashTable table = new KeyHashTable(records)) {
      for (int i = 0; i < 200_000; i++) {
        long ref = records.create(Bytes.ofUtf8("key-" + i).segment());
        long before = table.nativeBytes();
        table.add(ref);
        if (i > 20_000) {
          assertThat(table.nativeBytes() - before).isLessThan(before / 100);
        }
      }
    }
  }

  @Test
  void aKeyLargerThanAChunkHasItsPlace() {
    Bytes large = Bytes.of(new byte[5 << 20]);
    Bytes larger = large.plus(Bytes.of((byte) 1));
    try (KeyIndex index = new KeyIndex()) {
      for (Bytes key : List.of(larger, large, Bytes.EMPTY)) {
        index.put(index.require(key.segment()), 2, 0, 0);
      }
      List<Long> lengths = new ArrayList<>();
      index.forEachLive(ref -> lengths.add(index.key(ref).byteSize()));
      assertThat(lengths).containsExactly(0L, (long) large.length(), (long) larger.length());
    }
  }

  @Test
  void memoryOfForgottenKeysIsUsedAgain() {
    try (KeyIndex index = new KeyIndex()) {
      long first = 0;
      for (int round = 0; round < 20; round++) {
        for (int i = 0; i < 20_000; i++) {
          Bytes key = Bytes.ofUtf8("event/%08d/%08d".formatted(round, i));
          index.put(index.require(key.segment()), 2, 0, 0);
        }
        List<Long> refs = new ArrayList<>();
        index.forEachLive(refs::add);
        for (long ref : refs) {
          index.delete(ref, 3, 0);
          index.forget(ref);
        }
        first = round == 0 ? index.nativeBytes() : first;
      }
      assertThat(index.knownKeys()).isZero();
      assertThat(index.nativeBytes()).isLessThanOrEqualTo(first * 3 / 2);
    }
  }

  /// {@return keys whose hashes agree in the 18 bits that choose part and slot in a small table}
  private static List<Bytes> colliding(int count) {
    List<Bytes> keys = new ArrayList<>();
    for (int i = 0; keys.size() < count; i++) {
      Bytes key = Bytes.ofUtf8("key-" + i);
      if ((KeyHashTable.hash(key.segment(), 0, key.length()) & 0x3ffff) == 0) {
        keys.add(key);
      }
    }
    return keys;
  }
}
