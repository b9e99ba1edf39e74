package io.fireweed.storage.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.format.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The native index against a sorted map on the heap.
///
/// Repeat a failure: `./dev quick storage KeyIndexPropertyTest` with the seed it prints.
class KeyIndexPropertyTest {
  private static final int STEPS = 60_000;

  private record Known(long create, long mod, int sub, long version, long lease) {}

  @Test
  void answersLikeASortedMapWithShortKeys() {
    run(1, 3, 3);
  }

  @Test
  void answersLikeASortedMapWithLongSharedPrefixes() {
    run(2, 40, 4);
  }

  @Test
  void answersLikeASortedMapWhenKeysAreForgottenOften() {
    run(3, 6, 2);
  }

  private static void run(long seed, int maxLength, int letters) {
    SplittableRandom random = new SplittableRandom(seed);
    TreeMap<Bytes, Known> model = new TreeMap<>();
    TreeMap<Bytes, Boolean> dead = new TreeMap<>();
    try (KeyIndex index = new KeyIndex()) {
      for (int step = 1; step <= STEPS; step++) {
        Bytes key = key(random, maxLength, letters);
        switch (random.nextInt(8)) {
          case 0, 1, 2, 3 -> put(index, model, dead, key, step, random);
          case 4, 5 ->
              deleteRange(index, model, dead, range(random, key, maxLength, letters), step);
          case 6 -> forget(index, dead, random.nextInt(200));
          default ->
              assertThat(keysOf(index, range(random, key, maxLength, letters), model))
                  .as("seed %d step %d", seed, step)
                  .isTrue();
        }
        assertSame(index, model, key, "seed " + seed + " step " + step);
      }
      assertThat(index.liveKeys()).isEqualTo(model.size());
      assertThat(index.knownKeys()).isEqualTo(model.size() + dead.size());
    }
  }

  private static void put(
      KeyIndex index,
      TreeMap<Bytes, Known> model,
      TreeMap<Bytes, Boolean> dead,
      Bytes key,
      long main,
      SplittableRandom random) {
    long lease = random.nextInt(3);
    index.put(index.require(key.segment()), main, 0, lease);
    Known old = model.get(key);
    dead.remove(key);
    model.put(
        key,
        old == null
            ? new Known(main, main, 0, 1, lease)
            : new Known(old.create(), main, 0, old.version() + 1, lease));
  }

  private static void deleteRange(
      KeyIndex index,
      TreeMap<Bytes, Known> model,
      TreeMap<Bytes, Boolean> dead,
      KeyRange range,
      long main) {
    List<Bytes> met = new ArrayList<>();
    index.forEachLive(
        range,
        ref -> {
          met.add(Bytes.of(index.key(ref)));
          index.delete(ref, main, met.size() - 1);
        });
    List<Bytes> expected = List.copyOf(view(model, range).keySet());
    assertThat(met).isEqualTo(expected);
    expected.forEach(
        key -> {
          model.remove(key);
          dead.put(key, true);
        });
  }

  private static void forget(KeyIndex index, TreeMap<Bytes, Boolean> dead, int count) {
    for (int i = 0; i < count && !dead.isEmpty(); i++) {
      Bytes key = i % 2 == 0 ? dead.firstKey() : dead.lastKey();
      index.forget(index.find(key.segment()));
      dead.remove(key);
      assertThat(index.find(key.segment())).isEqualTo(KeyIndex.NONE);
    }
  }

  private static boolean keysOf(KeyIndex index, KeyRange range, TreeMap<Bytes, Known> model) {
    List<Bytes> met = new ArrayList<>();
    index.forEachLive(range, ref -> met.add(Bytes.of(index.key(ref))));
    return met.equals(List.copyOf(view(model, range).keySet()));
  }

  private static NavigableMap<Bytes, Known> view(TreeMap<Bytes, Known> model, KeyRange range) {
    return switch (range) {
      case KeyRange.Single(var key) -> model.subMap(key, true, key, true);
      case KeyRange.From(var first) -> model.tailMap(first, true);
      case KeyRange.HalfOpen(var first, var end) ->
          first.compareTo(end) < 0
              ? model.subMap(first, true, end, false)
              : new TreeMap<Bytes, Known>();
    };
  }

  private static void assertSame(
      KeyIndex index, TreeMap<Bytes, Known> model, Bytes key, String where) {
    long ref = index.findLive(key.segment());
    Known expected = model.get(key);
    if (expected == null) {
      assertThat(ref).as(where).isEqualTo(KeyIndex.NONE);
      return;
    }
    assertThat(ref).as(where).isNotEqualTo(KeyIndex.NONE);
    assertThat(
            new Known(
                index.createRevision(ref),
                index.modRevision(ref),
                index.modSub(ref),
                index.version(ref),
                index.lease(ref)))
        .as(where)
        .isEqualTo(expected);
  }

  private static KeyRange range(SplittableRandom random, Bytes key, int maxLength, int letters) {
    return switch (random.nextInt(40)) {
      case 0 -> new KeyRange.From(key);
      case 1, 2, 3, 4, 5, 6, 7, 8 -> {
        Bytes other = key(random, maxLength, letters);
        yield random.nextInt(4) == 0
            ? new KeyRange.HalfOpen(key, other)
            : new KeyRange.HalfOpen(key, key.plus(Bytes.of((byte) ('a' + letters))));
      }
      default -> new KeyRange.Single(key);
    };
  }

  private static Bytes key(SplittableRandom random, int maxLength, int letters) {
    byte[] key = new byte[1 + random.nextInt(maxLength)];
    int same = maxLength > 8 ? Math.min(key.length, 30) : 0;
    for (int i = 0; i < key.length; i++) {
      int letter = i < same ? (i == same - 1 ? random.nextInt(2) : 0) : random.nextInt(letters);
      key[i] = (byte) (random.nextInt(500) == 0 ? 0 : letter == 3 ? 0xff : 'a' + letter);
    }
    return Bytes.of(key);
  }
}
