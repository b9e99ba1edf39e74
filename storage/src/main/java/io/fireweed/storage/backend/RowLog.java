package io.fireweed.storage.backend;

import io.fireweed.format.schema.Revision;
import io.fireweed.format.schema.RevisionKey;
import io.fireweed.format.wire.Bytes;
import java.util.Arrays;

/// Rows of the `key` bucket in memory, in the order of their revisions.
///
/// Rows are only ever appended, so what [#run] returns stays as it is, for any thread that is told
/// of it through a lock.
final class RowLog {
  private static final int FIRST_CAPACITY = 64;

  private long[] mains = new long[FIRST_CAPACITY];
  private long[] subs = new long[FIRST_CAPACITY];
  private Bytes[] rows = new Bytes[FIRST_CAPACITY];
  private int count;

  /// Rows `0` to `count - 1` of a log; `subs` hold `sub << 1 | tombstone`.
  @SuppressWarnings("ArrayRecordComponent") // Shared on purpose: what lies below count stays.
  record Run(long[] mains, long[] subs, Bytes[] rows, int count) {
    static final Run EMPTY = new Run(new long[0], new long[0], new Bytes[0], 0);

    long main(int at) {
      return mains[at];
    }

    long sub(int at) {
      return subs[at] >>> 1;
    }

    boolean isTombstone(int at) {
      return (subs[at] & 1) == 1;
    }

    Bytes row(int at) {
      return rows[at];
    }

    RevisionKey key(int at) {
      Revision revision = new Revision(main(at), sub(at));
      return isTombstone(at) ? RevisionKey.tombstone(revision) : RevisionKey.put(revision);
    }

    /// {@return where the row of this revision stands, or -1}
    int find(long main, long sub) {
      int at = firstFrom(main, sub);
      return at < count && mains[at] == main && sub(at) == sub ? at : -1;
    }

    /// {@return where the first row stands that is not below this revision, or `count`}
    int firstFrom(long main, long sub) {
      int low = 0;
      int high = count;
      while (low < high) {
        int middle = (low + high) >>> 1;
        boolean below = mains[middle] < main || (mains[middle] == main && sub(middle) < sub);
        if (below) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }
  }

  int count() {
    return count;
  }

  void append(long main, long sub, RevisionKey.Kind kind, Bytes row) {
    if (count > 0 && !follows(main, sub)) {
      throw new IllegalStateException(
          "row %d/%d is to follow %d/%d"
              .formatted(main, sub, mains[count - 1], subs[count - 1] >>> 1));
    }
    if (count == mains.length) {
      int capacity = 2 * count;
      mains = Arrays.copyOf(mains, capacity);
      subs = Arrays.copyOf(subs, capacity);
      rows = Arrays.copyOf(rows, capacity);
    }
    mains[count] = main;
    subs[count] = sub << 1 | (kind == RevisionKey.Kind.TOMBSTONE ? 1 : 0);
    rows[count] = row;
    count++;
  }

  private boolean follows(long main, long sub) {
    long last = mains[count - 1];
    return main > last || (main == last && sub > subs[count - 1] >>> 1);
  }

  /// {@return the rows so far}
  Run run() {
    return new Run(mains, subs, rows, count);
  }
}
