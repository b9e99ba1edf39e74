package io.fireweed.storage.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.SeededRandom;
import io.fireweed.format.wire.Bytes;
import io.fireweed.storage.mvcc.Compactor.TombstoneRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// An index with history against lists of revisions on the heap, over random changes and trims.
class KeyHistoryPropertyTest {
  private record Row(long main, int sub, boolean tombstone) {}

  /// One run: an index and what it should know.
  private static final class Twin implements AutoCloseable {
    private final KeyIndex index = new KeyIndex(KeyIndex.History.ALL);
    private final TreeMap<Bytes, List<Row>> model = new TreeMap<>();
    private final Random random;
    private final TombstoneRule rule;
    private final int keys;
    private long revision = 1;
    private long compacted;

    Twin(Random random, TombstoneRule rule, int keys) {
      this.random = random;
      this.rule = rule;
      this.keys = keys;
    }

    Bytes key() {
      int skewed = Math.min(random.nextInt(keys), random.nextInt(keys));
      return Bytes.ofUtf8("key/" + skewed);
    }

    void write() {
      revision++;
      int changes = random.nextInt(8) == 0 ? 1 + random.nextInt(5) : 1;
      for (int sub = 0; sub < changes; sub++) {
        Bytes key = key();
        boolean live = isLive(key);
        boolean delete = live && random.nextInt(4) == 0;
        long ref = index.require(key.segment());
        if (delete) {
          index.delete(ref, revision, sub);
        } else {
          index.put(ref, revision, sub, 0);
        }
        model.computeIfAbsent(key, _ -> new ArrayList<>()).add(new Row(revision, sub, delete));
      }
    }

    private boolean isLive(Bytes key) {
      List<Row> rows = model.get(key);
      return rows != null && !rows.getLast().tombstone();
    }

    void trim() {
      if (compacted == revision) {
        return;
      }
      compacted += 1 + random.nextLong(revision - compacted);
      List<Row> expected = new ArrayList<>();
      checkKeeps();
      for (Bytes key : List.copyOf(model.keySet())) {
        List<Row> rows = model.get(key);
        List<Row> kept = rows.stream().filter(row -> survives(row, rows)).toList();
        rows.stream().filter(row -> !kept.contains(row)).forEach(expected::add);
        if (kept.isEmpty()) {
          model.remove(key);
        } else {
          model.put(key, new ArrayList<>(kept));
        }
      }
      List<Row> dropped = new ArrayList<>();
      HistoryTrim trim = new HistoryTrim(index, compacted, rule);
      while (!trim.advance(
          1 + random.nextInt(10),
          (main, sub, tombstone) -> dropped.add(new Row(main, sub, tombstone)))) {
        checkAt(compacted);
        write();
      }
      assertThat(dropped).containsExactlyInAnyOrderElementsOf(expected);
      checkKeeps();
    }

    private boolean survives(Row row, List<Row> rows) {
      if (row.main() > compacted) {
        return true;
      }
      Row newest = rows.stream().filter(one -> one.main() <= compacted).toList().getLast();
      boolean keptTombstone = rule == TombstoneRule.KEEP && row.main() == compacted;
      return row == newest && (!row.tombstone() || keptTombstone);
    }

    private void checkKeeps() {
      model.forEach(
          (key, rows) -> {
            for (Row row : rows) {
              assertThat(index.keeps(key.segment(), row.main(), row.sub(), compacted, rule))
                  .as("%s %s at %d", key, row, compacted)
                  .isEqualTo(survives(row, rows));
            }
          });
      assertThat(index.keeps(Bytes.ofUtf8("none").segment(), compacted, 0, compacted, rule))
          .isFalse();
    }

    void checkAt(long at) {
      List<String> found = new ArrayList<>();
      index.forEachAt(
          KeyRange.all(),
          at,
          (ref, place) ->
              found.add(
                  Bytes.of(index.key(ref)) + "@" + index.main(place) + "/" + index.sub(place)));
      List<String> expected = new ArrayList<>();
      model.forEach(
          (key, rows) ->
              rows.stream()
                  .filter(row -> row.main() <= at)
                  .reduce((_, later) -> later)
                  .filter(row -> !row.tombstone())
                  .ifPresent(row -> expected.add(key + "@" + row.main() + "/" + row.sub())));
      assertThat(found).as("at %d", at).isEqualTo(expected);
    }

    @Override
    public void close() {
      index.close();
    }
  }

  @Test
  void knowsHowKeysStoodAtEveryRevisionThatIsNotCompacted() {
    SeededRandom.check(20, random -> run(random, TombstoneRule.KEEP, 30, 2000));
    SeededRandom.check(20, random -> run(random, TombstoneRule.DROP, 30, 2000));
  }

  @Test
  void knowsTheHistoryOfKeysThatChangeAllTheTime() {
    SeededRandom.check(5, random -> run(random, TombstoneRule.KEEP, 2, 4000));
  }

  private static void run(Random random, TombstoneRule rule, int keys, int steps) {
    try (Twin twin = new Twin(random, rule, keys)) {
      for (int step = 0; step < steps; step++) {
        twin.write();
        if (random.nextInt(40) == 0) {
          twin.checkAt(randomAt(twin, random));
        }
        if (random.nextInt(steps / 5) == 0) {
          twin.trim();
        }
      }
      for (int i = 0; i < 50; i++) {
        twin.checkAt(randomAt(twin, random));
      }
      twin.trim();
      twin.checkAt(twin.compacted);
    }
  }

  private static long randomAt(Twin twin, Random random) {
    return twin.compacted + random.nextLong(twin.revision - twin.compacted + 1);
  }
}
