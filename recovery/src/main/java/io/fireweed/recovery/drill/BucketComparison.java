package io.fireweed.recovery.drill;

import io.fireweed.format.bbolt.Bucket;
import io.fireweed.format.bbolt.Cursor;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.wire.Bytes;
import io.fireweed.recovery.Progress;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/// Holds the rows of one bucket against those of another, or against a list, in one pass over both.
final class BucketComparison {
  private static final int SHOWN_BYTES = 48;
  private static final long ROWS_PER_TELLING = 1 << 16;

  private final String step;
  private final long rowTotal;
  private final Progress progress;
  private final Differences differences;
  private long rowCount;

  /// @param rowTotal rows to come in all buckets, for the progress
  BucketComparison(String step, long rowTotal, Progress progress, Differences differences) {
    this.step = step;
    this.rowTotal = rowTotal;
    this.progress = progress;
    this.differences = differences;
  }

  /// {@return rows of the restored db that were looked at}
  long rowCount() {
    return rowCount;
  }

  /// Compares the bucket `name` of two dbs, row by row. A bucket that only one of them has counts
  /// as a difference.
  void compare(Bytes name, ReadTx source, ReadTx restored) {
    Optional<Bucket> expected = source.findBucket(name);
    Optional<Bucket> found = restored.findBucket(name);
    if (expected.isPresent() != found.isPresent()) {
      differences.add(
          new Difference.Value(
              "bucket " + name,
              expected.isPresent() ? "present" : Difference.NONE,
              found.isPresent() ? "present" : Difference.NONE));
    }
    if (expected.isPresent() && found.isPresent()) {
      walk(name, Rows.of(expected.get()), Rows.of(found.get()));
    }
  }

  /// Compares the bucket `name` of a db with the rows it must have.
  void compare(Bytes name, SortedMap<Bytes, Bytes> expected, ReadTx restored) {
    Optional<Bucket> found = restored.findBucket(name);
    if (found.isEmpty()) {
      differences.add(new Difference.Value("bucket " + name, "present", Difference.NONE));
      return;
    }
    walk(name, Rows.of(expected), Rows.of(found.get()));
  }

  private void walk(Bytes name, Rows expected, Rows found) {
    boolean hasExpected = expected.next();
    boolean hasFound = found.next();
    while (hasExpected || hasFound) {
      int order = !hasExpected ? 1 : !hasFound ? -1 : compareKeys(expected.key(), found.key());
      if (order < 0) {
        add(name, expected.key(), shown(expected.value()), Difference.NONE);
      } else if (order > 0) {
        add(name, found.key(), Difference.NONE, shown(found.value()));
      } else if (expected.value().mismatch(found.value()) >= 0) {
        add(name, found.key(), shown(expected.value()), shown(found.value()));
      }
      if (order >= 0) {
        tell();
        hasFound = found.next();
      }
      if (order <= 0) {
        hasExpected = expected.next();
      }
    }
  }

  private void tell() {
    rowCount++;
    if (rowCount % ROWS_PER_TELLING == 0) {
      progress.update(step, rowCount, rowTotal, Progress.Unit.ITEMS);
    }
  }

  private void add(Bytes bucket, MemorySegment key, String expected, String found) {
    differences.add(new Difference.Row(bucket, Bytes.of(key), expected, found));
  }

  /// {@return the first bytes of a value, and how long it is}
  static String shown(MemorySegment value) {
    long size = value.byteSize();
    if (size <= SHOWN_BYTES) {
      return "'" + Bytes.of(value) + "'";
    }
    return "'" + Bytes.of(value.asSlice(0, SHOWN_BYTES)) + "…' (" + size + " bytes)";
  }

  private static int compareKeys(MemorySegment a, MemorySegment b) {
    long at = a.mismatch(b);
    if (at < 0) {
      return 0;
    }
    if (at == a.byteSize() || at == b.byteSize()) {
      return Long.compare(a.byteSize(), b.byteSize());
    }
    return Integer.compare(
        a.get(ValueLayout.JAVA_BYTE, at) & 0xff, b.get(ValueLayout.JAVA_BYTE, at) & 0xff);
  }

  /// Rows in key order.
  private interface Rows {
    boolean next();

    MemorySegment key();

    MemorySegment value();

    static Rows of(Bucket bucket) {
      Cursor cursor = bucket.cursor();
      return new Rows() {
        @Override
        public boolean next() {
          return cursor.next();
        }

        @Override
        public MemorySegment key() {
          return cursor.key();
        }

        @Override
        public MemorySegment value() {
          return cursor.value();
        }
      };
    }

    static Rows of(SortedMap<Bytes, Bytes> rows) {
      var entries = rows.entrySet().iterator();
      return new Rows() {
        private Map.Entry<Bytes, Bytes> row = Map.entry(Bytes.EMPTY, Bytes.EMPTY);

        @Override
        public boolean next() {
          boolean more = entries.hasNext();
          if (more) {
            row = entries.next();
          }
          return more;
        }

        @Override
        public MemorySegment key() {
          return row.getKey().segment();
        }

        @Override
        public MemorySegment value() {
          return row.getValue().segment();
        }
      };
    }
  }
}
