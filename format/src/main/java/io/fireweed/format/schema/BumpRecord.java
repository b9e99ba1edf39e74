package io.fireweed.format.schema;

import io.fireweed.format.wire.Bytes;

/// The two rows that a restore with `--bump-revision B --mark-compacted` writes, with `L` the
/// largest revision of the `key` bucket (0 if empty).
///
/// | bucket | key | value |
/// |---|---|---|
/// | `key` | revision `L.main + B`, sub 0, a put | zero bytes |
/// | `meta` | `scheduledCompactRev` | the same 17 bytes |
///
/// The server starts at revision `L.main + B`, resumes the compaction there, and so ends every
/// watch of older history. The row survives compactions as a put of the empty key.
///
/// Worked bytes: L = 14, B = 1000000: key `00000000000f424e5f0000000000000000`.
///
/// Source: etcd 3.5.30 to 3.7.1, snapshot restore.
///
/// @param revision where the store stands after the bump
public record BumpRecord(Revision revision) {
  /// {@return the bump by `by >= 1` above `last`; fails with ArithmeticException past 2^63-1}
  public static BumpRecord above(Revision last, long by) {
    if (by < 1) {
      throw new IllegalArgumentException("bump by " + by);
    }
    return new BumpRecord(Revision.of(Math.addExact(last.main(), by)));
  }

  /// {@return key of the row in the `key` bucket}
  public Bytes rowKey() {
    return RevisionKey.put(revision).encode();
  }

  /// {@return value of the row in the `key` bucket}
  public Bytes rowValue() {
    return Bytes.EMPTY;
  }

  /// {@return value of `scheduledCompactRev`}
  public Bytes scheduledCompactValue() {
    return rowKey();
  }
}
