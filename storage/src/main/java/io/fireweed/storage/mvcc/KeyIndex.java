package io.fireweed.storage.mvcc;

import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.schema.KeyValueView;
import io.fireweed.storage.mvcc.Compactor.TombstoneRule;
import java.lang.foreign.MemorySegment;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;

/// The keys and their revisions, in key order, outside the heap.
///
/// A key is addressed by a reference, found with [#find] or met on a visit; it stays good until
/// [#forget] takes the key away. A key whose newest row is a tombstone stays in the index, not
/// live, until a compaction removes the tombstone: then the index knows every key of the bucket.
///
/// Of each key the newest revision is known and, in an index with [History#ALL], where its older
/// rows are: so it answers how the keys stood at any revision that is not compacted. A row is
/// addressed by its place, which is good until the next change of its key.
///
/// One key is found by its hash, ranges by the tree.
///
/// Memory: about 64 bytes, the key and 60 bytes of tree and hash table per key, all native, and
/// with history 8 bytes more and 12 to 16 per older row; the heap holds a few kilobytes whatever
/// the number of keys.
///
/// Any number of threads may look, as long as none changes anything meanwhile: the caller sees to
/// that. Changes by any thread, one at a time.
public final class KeyIndex implements AutoCloseable {
  /// The reference that names no key, and the place of no row.
  public static final long NONE = BlockArena.NONE;

  /// Which rows an index knows.
  public enum History {
    NEWEST_ONLY,
    ALL
  }

  /// Is given the keys that were live at a revision, and says whether it wants more.
  @FunctionalInterface
  public interface RowVisitor {
    boolean row(long ref, long place);
  }

  private static final int TOMBSTONE = 1;

  private final BlockArena blocks = new BlockArena();
  private final RevisionRuns runs = new RevisionRuns(blocks);
  private final History history;
  private final KeyRecords records;
  private final KeyTree tree;
  private final KeyHashTable hashes;
  private long liveKeys;

  /// An empty index of newest revisions.
  public KeyIndex() {
    this(History.NEWEST_ONLY);
  }

  public KeyIndex(History history) {
    this.history = history;
    this.records = new KeyRecords(blocks, history);
    this.tree = new KeyTree(blocks, records);
    this.hashes = new KeyHashTable(records);
  }

  /// {@return an index of the keys in `range` as they stood at `revision`, to be closed}
  ///
  /// Nothing says whether that revision can still be known: the caller compares it with the
  /// compacted one.
  ///
  /// @throws io.fireweed.format.fault.CorruptException if a page or row of the history is damaged
  public static KeyIndex load(ReadTx tx, long revision, KeyRange range) {
    KeyIndex index = new KeyIndex();
    try {
      KeyIndexLoader.load(tx, index, revision, range);
      return index;
    } catch (RuntimeException refused) {
      index.close();
      throw refused;
    }
  }

  /// {@return the reference of the key, live or not, or [#NONE]}
  public long find(MemorySegment key) {
    return find(key, 0, key.byteSize());
  }

  private long find(MemorySegment base, long offset, long length) {
    long ref = hashes.find(base, offset, length);
    return ref == KeyHashTable.UNKNOWN ? tree.find(base.asSlice(offset, length)) : ref;
  }

  /// {@return the reference of the key if it is live, else [#NONE]}
  public long findLive(MemorySegment key) {
    long ref = find(key);
    return ref != NONE && records.isLive(ref) ? ref : NONE;
  }

  /// {@return the reference of the first live key that is not before `key`, or [#NONE]}
  public long ceilingLive(MemorySegment key) {
    long ref = tree.ceiling(key);
    while (ref != NONE && !records.isLive(ref)) {
      ref = tree.ceiling(after(ref));
    }
    return ref;
  }

  /// {@return the reference of the first live key behind that of `ref`, or [#NONE]}
  public long nextLive(long ref) {
    return ceilingLive(after(ref));
  }

  /// {@return the smallest key that is larger}
  private MemorySegment after(long ref) {
    MemorySegment key = records.key(ref);
    byte[] next = new byte[Math.toIntExact(key.byteSize()) + 1];
    MemorySegment.copy(key, 0, MemorySegment.ofArray(next), 0, key.byteSize());
    return MemorySegment.ofArray(next);
  }

  /// Visits the live keys of the range, ascending. The visitor may put or delete what it is given,
  /// but add no key.
  public void forEachLive(KeyRange range, LongConsumer visitor) {
    tree.forEach(
        range,
        ref -> {
          if (records.isLive(ref)) {
            visitor.accept(ref);
          }
          return true;
        });
  }

  /// Visits every live key, ascending.
  public void forEachLive(LongConsumer visitor) {
    forEachLive(KeyRange.all(), visitor);
  }

  /// {@return the place of the row that the key had at `revision`, or [#NONE] if it was not live}
  public long rowAt(long ref, long revision) {
    long place = newestUpTo(ref, revision);
    return place == NONE || (runs.packedSub(place) & TOMBSTONE) != 0 ? NONE : place;
  }

  /// {@return the place of the key's last row up to `revision`, a tombstone too, or [#NONE]}
  private long newestUpTo(long ref, long revision) {
    if (records.modRevision(ref) <= revision) {
      return ref;
    }
    return history == History.ALL ? runs.floor(records.older(ref), revision) : NONE;
  }

  /// {@return the main revision of the row at that place}
  public long main(long place) {
    return runs.main(place);
  }

  /// {@return the sub revision of the row at that place}
  public int sub(long place) {
    return runs.packedSub(place) >>> 1;
  }

  /// Visits the keys of the range that were live at `revision`, ascending, until the visitor has
  /// enough.
  public void forEachAt(KeyRange range, long revision, RowVisitor visitor) {
    tree.forEach(
        range,
        ref -> {
          long place = rowAt(ref, revision);
          return place == NONE || visitor.row(ref, place);
        });
  }

  /// Visits all keys of the range, live or not, ascending, until the visitor has enough.
  void forEachKnown(KeyRange range, LongPredicate visitor) {
    tree.forEach(range, visitor);
  }

  /// {@return the reference of the key, which is added, not live, if it is not known}
  public long require(MemorySegment key) {
    return require(key, 0, key.byteSize());
  }

  private long require(MemorySegment base, long offset, long length) {
    long ref = find(base, offset, length);
    if (ref == NONE) {
      ref = records.create(base.asSlice(offset, length));
      tree.insert(ref);
      hashes.add(ref);
    }
    return ref;
  }

  /// Notes a put: the next version of the generation, or the first of a new one.
  public void put(long ref, long main, int sub, long lease) {
    keepOlder(ref);
    if (records.isLive(ref)) {
      records.setPut(ref, records.createRevision(ref), main, sub, records.version(ref) + 1, lease);
    } else {
      records.setPut(ref, main, main, sub, 1, lease);
      liveKeys++;
    }
  }

  /// Notes a tombstone of a live key.
  public void delete(long ref, long main, int sub) {
    if (!records.isLive(ref)) {
      throw new IllegalStateException("a key is deleted that is not live");
    }
    keepOlder(ref);
    records.setTombstone(ref, main, sub);
    liveKeys--;
  }

  /// Moves the newest row to the older ones, before another takes its place.
  private void keepOlder(long ref) {
    if (history == History.ALL && records.modRevision(ref) != 0) {
      long run = records.older(ref);
      records.setOlder(ref, runs.add(run, records.modRevision(ref), records.packedSub(ref)));
    }
  }

  /// Takes over a row of a put as it stands in the bucket; rows come in the order of revisions.
  void load(MemorySegment page, KeyValueView row, long main, int sub) {
    long ref = require(page, row.keyOffset(), row.keyLength());
    if (!records.isLive(ref)) {
      liveKeys++;
    }
    keepOlder(ref);
    records.setPut(ref, row.createRevision(), main, sub, row.version(), row.lease());
  }

  /// Takes over a row of a tombstone as it stands in the bucket.
  void loadTombstone(MemorySegment page, KeyValueView row, long main, int sub) {
    long ref = require(page, row.keyOffset(), row.keyLength());
    if (records.isLive(ref)) {
      liveKeys--;
    }
    keepOlder(ref);
    records.setTombstone(ref, main, sub);
  }

  /// {@return whether a compaction at `target` keeps that row of a key}
  public boolean keeps(MemorySegment key, long main, int sub, long target, TombstoneRule rule) {
    if (main > target) {
      return true;
    }
    long ref = find(key);
    long place = ref == NONE ? NONE : newestUpTo(ref, target);
    return place != NONE
        && main(place) == main
        && sub(place) == sub
        && rule.keeps(main, runs.packedSub(place), target);
  }

  /// Drops what a compaction at `target` makes superfluous of one key, which is forgotten if
  /// nothing is left.
  void trim(long ref, long target, TombstoneRule rule, RevisionRuns.Dropped dropped) {
    requireHistory();
    long older = records.older(ref);
    long newest = records.modRevision(ref);
    if (newest > target) {
      if (older != NONE) {
        RevisionRuns.KeepsLast keeps = (main, sub) -> rule.keeps(main, sub, target);
        records.setOlder(ref, runs.trim(older, target, keeps, dropped));
      }
      return;
    }
    runs.dropAll(older, dropped);
    records.setOlder(ref, NONE);
    if (!rule.keeps(newest, records.packedSub(ref), target)) {
      dropped.row(newest, records.packedSub(ref));
      forget(ref);
    }
  }

  private void requireHistory() {
    if (history != History.ALL) {
      throw new IllegalStateException("the index knows no history");
    }
  }

  /// Takes a key that is not live out of the index; its reference is void from now on.
  void forget(long ref) {
    if (records.isLive(ref)) {
      throw new IllegalStateException("only a key with a tombstone is forgotten");
    }
    hashes.remove(ref);
    tree.remove(records.key(ref));
    records.destroy(ref);
  }

  /// {@return whether the newest row of the key is a put}
  public boolean isLive(long ref) {
    return records.isLive(ref);
  }

  /// {@return the key, valid as long as the reference}
  public MemorySegment key(long ref) {
    return records.key(ref);
  }

  /// {@return how two keys order, by unsigned bytes}
  public int compareKeys(long left, long right) {
    MemorySegment key = records.key(right);
    return records.compare(left, key, key.byteSize(), 0);
  }

  public long createRevision(long ref) {
    return records.createRevision(ref);
  }

  public long modRevision(long ref) {
    return records.modRevision(ref);
  }

  /// {@return the sub revision of the newest row}
  public int modSub(long ref) {
    return records.modSub(ref);
  }

  public long version(long ref) {
    return records.version(ref);
  }

  /// {@return the lease id in the newest row, 0 for none}
  public long lease(long ref) {
    return records.lease(ref);
  }

  /// {@return whether the key hangs on the lease that its newest row names}
  public boolean isAttached(long ref) {
    return records.isAttached(ref);
  }

  /// Hangs the key in front of `head`, the first key of its lease or [#NONE].
  public void attach(long ref, long head) {
    records.link(ref, head);
  }

  /// Takes the key off the list that begins with `head`. {@return the first key that is left}
  public long detach(long ref, long head) {
    return records.unlink(ref, head);
  }

  /// {@return the key that follows in the list of the same lease, or [#NONE]}
  public long nextAttached(long ref) {
    return records.next(ref);
  }

  /// Notes that compaction `pass` has met the key. {@return whether it had met it before}
  boolean markMet(long ref, int pass) {
    boolean met = records.mark(ref) == pass;
    records.setMark(ref, pass);
    return met;
  }

  /// {@return the number of live keys}
  public long liveKeys() {
    return liveKeys;
  }

  /// {@return the number of keys, those with a tombstone included}
  public long knownKeys() {
    return tree.size();
  }

  /// {@return native memory held, in bytes}
  public long nativeBytes() {
    return blocks.nativeBytes() + hashes.nativeBytes();
  }

  @Override
  public void close() {
    hashes.close();
    blocks.close();
  }
}
