package io.fireweed.format.bbolt;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.format.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random content through the writer and back, at every page size.
///
/// A failure names its seed; `./dev quick format BulkWriterPropertyTest` repeats it, since the
/// seeds are fixed. `-Dseed=N` adds another one.
class BulkWriterPropertyTest {
  private static final int ROUNDS = 12;

  @ParameterizedTest
  @ValueSource(ints = {1024, 2048, 4096, 8192, 16384, 32768, 65536})
  void whatIsWrittenIsReadBack(int pageSize) {
    for (long seed : seeds()) {
      Random random = new Random(seed * 31 + pageSize);
      SortedMap<Bytes, SortedMap<Bytes, Bytes>> content = Images.random(random, pageSize);
      BulkOptions options = randomOptions(random, pageSize);
      byte[] image = Images.build(options, content);
      try (DbFile db = Images.open(image)) {
        String what = "seed " + seed + ", " + options;
        assertThat(db.current().pageSize()).as(what).isEqualTo(pageSize);
        assertThat(image.length).as(what).isEqualTo((int) db.current().sizeBytes());
        CheckReport report = Checker.check(db.read());
        assertThat(report.findings()).as(what).isEmpty();
        assertThat(report.freePageCount()).as(what).isZero();
        assertThat(Images.content(db.read())).as(what).isEqualTo(content);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1024, 4096})
  void cursorsMoveAsASortedMapDoes(int pageSize) {
    for (long seed : seeds()) {
      Random random = new Random(seed);
      SortedMap<Bytes, SortedMap<Bytes, Bytes>> content = Images.random(random, pageSize);
      byte[] image = Images.build(BulkOptions.ETCD.withPageSize(pageSize), content);
      try (DbFile db = Images.open(image);
          ReadTx tx = db.read()) {
        for (Map.Entry<Bytes, SortedMap<Bytes, Bytes>> bucket : content.entrySet()) {
          Cursor cursor = tx.requireBucket(bucket.getKey()).cursor();
          walkRandomly(random, cursor, new TreeMap<>(bucket.getValue()), "seed " + seed);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1024, 4096})
  void packedPagesHoldKeysAndValuesInOrder(int pageSize) {
    SortedMap<Bytes, SortedMap<Bytes, Bytes>> content = Images.random(new Random(7), pageSize);
    byte[] image = Images.build(BulkOptions.ETCD.withPageSize(pageSize), content);
    try (DbFile db = Images.open(image)) {
      db.read()
          .visit(
              (depth, page) -> {
                Bytes joined = Bytes.EMPTY;
                for (int i = 0; i < page.count(); i++) {
                  joined = joined.plus(Bytes.of(page.key(i))).plus(Bytes.of(page.value(i)));
                }
                assertThat(page.packed().map(Bytes::of)).contains(joined);
              });
    }
  }

  private static void walkRandomly(
      RandomGenerator random, Cursor cursor, NavigableMap<Bytes, Bytes> rows, String what) {
    assertThat(keys(cursor, rows.size())).as(what).isEqualTo(List.copyOf(rows.keySet()));
    assertThat(cursor.previous()).as(what).isEqualTo(!rows.isEmpty());
    Bytes at = rows.isEmpty() ? Bytes.EMPTY : rows.lastKey();
    for (int step = 0; step < 300 && !rows.isEmpty(); step++) {
      Map.Entry<Bytes, Bytes> wanted;
      boolean moved;
      switch (random.nextInt(6)) {
        case 0 -> {
          Bytes target = nearKey(random, rows);
          wanted = rows.ceilingEntry(target);
          moved = cursor.seek(target.segment());
        }
        case 1 -> {
          wanted = rows.firstEntry();
          moved = cursor.first();
        }
        case 2 -> {
          wanted = rows.lastEntry();
          moved = cursor.last();
        }
        case 3 -> {
          wanted = rows.lowerEntry(at);
          moved = cursor.previous();
        }
        default -> {
          wanted = rows.higherEntry(at);
          moved = cursor.next();
        }
      }
      assertThat(moved).as(what).isEqualTo(wanted != null);
      if (wanted == null) {
        assertThat(cursor.first()).as(what).isTrue();
        at = rows.firstKey();
      } else {
        at = wanted.getKey();
        assertThat(Bytes.of(cursor.value())).as(what).isEqualTo(wanted.getValue());
      }
      assertThat(Bytes.of(cursor.key())).as(what).isEqualTo(at);
    }
  }

  private static List<Bytes> keys(Cursor cursor, int limit) {
    List<Bytes> keys = new ArrayList<>();
    while (cursor.next()) {
      keys.add(Bytes.of(cursor.key()));
      assertThat(keys.size()).isLessThanOrEqualTo(limit);
    }
    return keys;
  }

  private static Bytes nearKey(RandomGenerator random, NavigableMap<Bytes, Bytes> rows) {
    Bytes key = List.copyOf(rows.keySet()).get(random.nextInt(rows.size()));
    return switch (random.nextInt(3)) {
      case 0 -> key;
      case 1 -> key.plus(Bytes.of((byte) 0));
      default -> key.slice(0, random.nextInt(key.length() + 1));
    };
  }

  private static BulkOptions randomOptions(RandomGenerator random, int pageSize) {
    FreelistStorage freelist = random.nextBoolean() ? FreelistStorage.NONE : FreelistStorage.STORED;
    Txid txid = new Txid(2L + 2L * random.nextInt(1000));
    return new BulkOptions(pageSize, txid, 10 + random.nextInt(91), freelist);
  }

  private static List<Long> seeds() {
    List<Long> seeds = new ArrayList<>();
    for (long seed = 1; seed <= ROUNDS; seed++) {
      seeds.add(seed);
    }
    Long given = Long.getLong("seed");
    if (given != null) {
      seeds.add(given);
    }
    return seeds;
  }
}
