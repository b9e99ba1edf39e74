package io.fireweed.format.schema.hash;

import io.fireweed.format.schema.KeyValue;
import io.fireweed.format.schema.Revision;
import io.fireweed.format.schema.RevisionKey;
import io.fireweed.format.schema.SampleDb;
import io.fireweed.format.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/// A history of puts, deletes and compactions as etcd would write it, and a naive reading of it.
final class RandomHistory {
  private final Random random;
  final TreeMap<RevisionKey, KeyValue> rows = new TreeMap<>();
  private final Map<Bytes, KeyValue> living = new TreeMap<>();
  long current = 1;
  long scheduled = -1;
  long finished = -1;

  RandomHistory(Random random) {
    this.random = random;
  }

  void grow(int transactions) {
    for (int t = 0; t < transactions; t++) {
      if (random.nextInt(12) == 0 && current > Math.max(scheduled, 1)) {
        compact(
            Math.max(scheduled, 1) + 1 + random.nextInt((int) (current - Math.max(scheduled, 1))));
      } else {
        transaction();
      }
    }
  }

  private void transaction() {
    long main = current + 1;
    Set<Bytes> touched = new HashSet<>();
    long sub = 0;
    for (int i = random.nextInt(4) + 1; i > 0; i--) {
      Bytes key = Bytes.ofUtf8("k".repeat(random.nextInt(30)) + random.nextInt(6));
      if (!touched.add(key)) {
        continue;
      }
      KeyValue last = living.get(key);
      Revision revision = new Revision(main, sub);
      if (last != null && random.nextInt(3) == 0) {
        rows.put(RevisionKey.tombstone(revision), KeyValue.tombstone(key));
        living.remove(key);
      } else {
        Bytes value = Bytes.ofUtf8("v".repeat(random.nextInt(60)));
        KeyValue put =
            last == null
                ? new KeyValue(key, main, main, 1, value, 0)
                : new KeyValue(key, last.createRevision(), main, last.version() + 1, value, 0);
        rows.put(RevisionKey.put(revision), put);
        living.put(key, put);
      }
      sub++;
    }
    current = sub > 0 ? main : current;
  }

  /// Old releases drop a tombstone at the compacted revision, new ones keep it; the last compaction
  /// may be interrupted anywhere.
  private void compact(long at) {
    finishCompaction();
    scheduled = at;
    List<RevisionKey> doomed = doomed(at, random.nextBoolean());
    int done = random.nextInt(3) == 0 ? random.nextInt(doomed.size() + 1) : doomed.size();
    rows.keySet().removeAll(doomed.subList(0, done));
    finished = done == doomed.size() && random.nextBoolean() ? at : finished;
  }

  private void finishCompaction() {
    if (scheduled > finished) {
      rows.keySet().removeAll(doomed(scheduled, true));
      finished = scheduled;
    }
  }

  private List<RevisionKey> doomed(long at, boolean keepsTombstone) {
    Map<Bytes, RevisionKey> newest = new HashMap<>();
    rows.forEach(
        (key, row) -> {
          if (key.revision().main() <= at) {
            newest.put(row.key(), key);
          }
        });
    List<RevisionKey> doomed = new ArrayList<>();
    rows.forEach(
        (key, row) -> {
          boolean isNewest = key.equals(newest.get(row.key()));
          boolean stays =
              isNewest && (!key.isTombstone() || (keepsTombstone && key.revision().main() == at));
          if (key.revision().main() <= at && !stays) {
            doomed.add(key);
          }
        });
    return doomed;
  }

  SampleDb db() {
    SampleDb db = SampleDb.ofOneMember();
    rows.forEach(db::put);
    return scheduled < 0 ? db : db.compacted(scheduled, finished);
  }

  long liveCount() {
    Map<Bytes, Boolean> alive = new HashMap<>();
    rows.forEach((key, row) -> alive.put(row.key(), !key.isTombstone()));
    return alive.values().stream().filter(yes -> yes).count();
  }

  /// The rules as the reference states them, with generations, sets and no haste.
  int naiveHash(long wanted) {
    Set<Revision> kept = kept(wanted);
    CRC32C crc = new CRC32C();
    crc.update("key".getBytes(StandardCharsets.UTF_8));
    rows.forEach(
        (key, row) -> {
          long main = key.revision().main();
          boolean isSkipped =
              main > wanted
                  || (main <= scheduled && !kept.isEmpty() && !kept.contains(key.revision()))
                  || (main == scheduled && key.isTombstone());
          if (!isSkipped) {
            crc.update(key.encode().toArray());
            crc.update(row.encode().toArray());
          }
        });
    return (int) crc.getValue();
  }

  private Set<Revision> kept(long wanted) {
    Map<Bytes, List<List<RevisionKey>>> generations = new HashMap<>();
    rows.forEach(
        (key, row) -> {
          List<List<RevisionKey>> own =
              generations.computeIfAbsent(
                  row.key(), k -> new ArrayList<>(List.of(new ArrayList<>())));
          own.getLast().add(key);
          if (key.isTombstone()) {
            own.add(new ArrayList<>());
          }
        });
    Set<Revision> kept = new HashSet<>();
    for (List<List<RevisionKey>> own : generations.values()) {
      int g = 0;
      while (g < own.size() - 1 && own.get(g).getLast().revision().main() < wanted) {
        g++;
      }
      List<RevisionKey> chosen =
          own.get(g).stream().filter(key -> key.revision().main() <= wanted).toList();
      boolean isClosing = g < own.size() - 1 && chosen.size() == own.get(g).size();
      if (!chosen.isEmpty() && !isClosing) {
        kept.add(chosen.getLast().revision());
      }
    }
    return kept;
  }

  long compactMain() {
    return Math.max(scheduled, finished);
  }
}
