package io.fireweed.server.state;

import io.fireweed.format.schema.Revision;
import io.fireweed.format.schema.RevisionKey;
import io.fireweed.storage.mvcc.HistoryTrim;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The rows that a compaction deletes: gathered in any order, taken in the order of revisions.
///
/// Heap: 12 bytes per row, 20 while they are sorted.
final class SuperfluousRows implements HistoryTrim.Superfluous {
  private long[] mains = new long[64];
  private int[] subs = new int[64];
  private int size;
  private int taken;

  @Override
  public void row(long main, int sub, boolean tombstone) {
    if (size == mains.length) {
      int more = Math.multiplyExact(size, 2);
      mains = Arrays.copyOf(mains, more);
      subs = Arrays.copyOf(subs, more);
    }
    mains[size] = main;
    subs[size] = sub << 1 | (tombstone ? 1 : 0);
    size++;
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return taken == size;
  }

  /// Ends the gathering.
  void sort() {
    long[] order = new long[size];
    long least = Arrays.stream(mains, 0, size).min().orElse(0);
    long most = Arrays.stream(mains, 0, size).max().orElse(0);
    int mainBits = Long.SIZE - Long.numberOfLeadingZeros(most - least);
    if (mainBits + Integer.SIZE < Long.SIZE) {
      for (int i = 0; i < size; i++) {
        order[i] = (mains[i] - least) << Integer.SIZE | Integer.toUnsignedLong(subs[i]);
      }
      Arrays.sort(order);
      for (int i = 0; i < size; i++) {
        mains[i] = least + (order[i] >>> Integer.SIZE);
        subs[i] = (int) order[i];
      }
    } else {
      sortWide();
    }
  }

  /// For revisions that lie more than two thousand millions apart.
  private void sortWide() {
    List<RevisionKey> keys = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      keys.add(key(i));
    }
    keys.sort(null);
    for (int i = 0; i < size; i++) {
      RevisionKey key = keys.get(i);
      mains[i] = key.revision().main();
      subs[i] = (int) key.revision().sub() << 1 | (key.isTombstone() ? 1 : 0);
    }
  }

  /// {@return the next rows, at most `limit`}
  List<RevisionKey> take(int limit) {
    int count = Math.min(limit, size - taken);
    List<RevisionKey> rows = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      rows.add(key(taken++));
    }
    return rows;
  }

  private RevisionKey key(int at) {
    Revision revision = new Revision(mains[at], subs[at] >>> 1);
    return (subs[at] & 1) == 1 ? RevisionKey.tombstone(revision) : RevisionKey.put(revision);
  }
}
