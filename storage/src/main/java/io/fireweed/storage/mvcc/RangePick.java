package io.fireweed.storage.mvcc;

import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.ProtoWriter;
import io.fireweed.storage.mvcc.RangeQuery.Content;
import io.fireweed.storage.mvcc.RangeQuery.Order;
import io.fireweed.storage.mvcc.RangeQuery.Target;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// The first half of a read: what the index knows of the rows that a query is about.
///
/// [#advance] walks the index in slices; between two of them anything may be written, for the
/// revision is fixed when the pick begins. What must not happen before the last one is a compaction
/// above that revision. Afterwards the index is not needed, and [RangeFetch] reads the rows.
///
/// Heap: 12 bytes per key, or 28 and the row if only keys are wanted.
public final class RangePick {
  private final KeyIndex index;
  private final RangeQuery query;
  private final long storeRevision;
  private final long revision;
  private final long wanted;
  private final boolean needsHeads;
  private KeyRange rest;
  private boolean complete;
  private long count;
  private int size;
  private long[] mains = new long[16];
  private int[] subs = new int[16];
  private RowHead[] heads = new RowHead[0];

  /// What sorting, bounds and answers without values need of a row.
  ///
  /// @param row without value, empty unless only keys are wanted
  record RowHead(long createRevision, long version, Bytes row) {
    /// Of a row that must be read first; no row has version 0.
    static final RowHead UNREAD = new RowHead(0, 0, Bytes.EMPTY);

    boolean isUnread() {
      return version == 0;
    }
  }

  private RangePick(KeyStore store, RangeQuery query) {
    this.index = store.index();
    this.query = query;
    this.storeRevision = store.visibleRevision();
    this.revision = query.revision() <= 0 ? storeRevision : query.revision();
    this.wanted = wanted(query);
    this.needsHeads = needsHeads(query);
    this.rest = query.range();
  }

  /// Begins to answer a query that [KeyStore#refuse] lets pass.
  public static RangePick begin(KeyStore store, RangeQuery query) {
    return new RangePick(store, query);
  }

  /// {@return how many keys to note: one more than the limit, which tells whether there are more.
  /// As etcd has it, the limit counts before sorting if no order is given, else after it}
  private static long wanted(RangeQuery query) {
    if (query.content() == Content.COUNT) {
      return 0;
    }
    boolean all =
        query.limit() <= 0
            || query.limit() == Long.MAX_VALUE
            || query.order() != Order.NONE
            || !query.bounds().equals(RangeQuery.Bounds.NONE);
    return all ? Long.MAX_VALUE : query.limit() + 1;
  }

  private static boolean needsHeads(RangeQuery query) {
    return query.content() == Content.KEYS
        || query.target() == Target.CREATE
        || query.target() == Target.VERSION
        || query.bounds().minCreate() != 0
        || query.bounds().maxCreate() != 0;
  }

  /// Walks over at most `maxKeys` keys more, live or not. {@return whether that was the last slice}
  public boolean advance(int maxKeys) {
    if (!complete) {
      Walk walk = new Walk(maxKeys);
      index.forEachKnown(rest, walk::take);
      if (walk.next == KeyIndex.NONE) {
        complete = true;
      } else {
        rest = rest.from(Bytes.of(index.key(walk.next)));
      }
    }
    return complete;
  }

  private final class Walk {
    private int left;
    private long next = KeyIndex.NONE;

    Walk(int maxKeys) {
      this.left = maxKeys;
    }

    boolean take(long ref) {
      if (left-- <= 0) {
        next = ref;
        return false;
      }
      long place = index.rowAt(ref, revision);
      if (place != KeyIndex.NONE && count++ < wanted) {
        note(ref, place);
      }
      return true;
    }
  }

  private void note(long ref, long place) {
    if (size == mains.length) {
      int more = Math.multiplyExact(size, 2);
      mains = Arrays.copyOf(mains, more);
      subs = Arrays.copyOf(subs, more);
    }
    mains[size] = index.main(place);
    subs[size] = index.sub(place);
    if (needsHeads) {
      noteHead(ref, place);
    }
    size++;
  }

  private void noteHead(long ref, long place) {
    if (heads.length < mains.length) {
      heads = Arrays.copyOf(heads, mains.length);
    }
    boolean newest = place == ref;
    heads[size] =
        newest
            ? new RowHead(index.createRevision(ref), index.version(ref), rowWithoutValue(ref))
            : RowHead.UNREAD;
  }

  /// {@return the newest row without value and lease, if only keys are wanted}
  private Bytes rowWithoutValue(long ref) {
    if (query.content() != Content.KEYS) {
      return Bytes.EMPTY;
    }
    MemorySegment key = index.key(ref);
    return encode(key, index.createRevision(ref), index.modRevision(ref), index.version(ref));
  }

  static Bytes encode(MemorySegment key, long createRevision, long modRevision, long version) {
    ProtoWriter row = new ProtoWriter(Math.toIntExact(key.byteSize()) + 40);
    if (key.byteSize() > 0) {
      row.bytes(1, key);
    }
    return row.varintUnlessZero(2, createRevision)
        .varintUnlessZero(3, modRevision)
        .varintUnlessZero(4, version)
        .toBytes();
  }

  /// {@return whether the whole range was walked}
  public boolean isComplete() {
    return complete;
  }

  RangeQuery query() {
    return query;
  }

  /// {@return the revision that is read}
  public long revision() {
    return revision;
  }

  /// {@return the revision of the store when the pick began}
  public long storeRevision() {
    return storeRevision;
  }

  /// {@return the number of live keys walked over}
  public long count() {
    return count;
  }

  /// {@return the number of rows noted, by key ascending}
  public int size() {
    return size;
  }

  public long main(int i) {
    return mains[i];
  }

  public int sub(int i) {
    return subs[i];
  }

  boolean hasHeads() {
    return needsHeads;
  }

  RowHead head(int i) {
    return heads[i];
  }

  void setHead(int i, RowHead head) {
    heads[i] = head;
  }
}
