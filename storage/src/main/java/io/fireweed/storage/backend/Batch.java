package io.fireweed.storage.backend;

import io.fireweed.format.bbolt.WriteBucket;
import io.fireweed.format.bbolt.WriteTx;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.RevisionKey;
import io.fireweed.format.wire.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Changes that go into one commit together.
///
/// The `key` bucket only grows here, by a [RowLog]; of the other buckets the last word on each key
/// counts, and nothing means that the row is gone.
public final class Batch {
  /// What a row costs in memory besides its bytes, roughly.
  private static final int ROW_OVERHEAD_BYTES = 64;

  private final RowLog rows = new RowLog();
  private final Map<EtcdBucket, TreeMap<Bytes, Optional<Bytes>>> changed =
      new EnumMap<>(EtcdBucket.class);
  private long bytes;
  private long changes;

  Batch() {}

  RowLog rows() {
    return rows;
  }

  /// {@return changes made, those that were made again included}
  public long changes() {
    return changes;
  }

  /// {@return memory held, roughly}
  public long bytes() {
    return bytes;
  }

  void append(long main, long sub, RevisionKey.Kind kind, Bytes row) {
    rows.append(main, sub, kind, row);
    grow(row.length());
  }

  void set(EtcdBucket bucket, Bytes key, Optional<Bytes> value) {
    changed.computeIfAbsent(bucket, _ -> new TreeMap<>()).put(key, value);
    grow(key.length() + value.map(Bytes::length).orElse(0));
  }

  private void grow(long length) {
    bytes += ROW_OVERHEAD_BYTES + length;
    changes++;
  }

  /// {@return what became of the rows of a bucket other than `key`}
  Map<Bytes, Optional<Bytes>> changed(EtcdBucket bucket) {
    Map<Bytes, Optional<Bytes>> of = changed.get(bucket);
    return of == null ? Map.of() : of;
  }

  /// {@return whether this batch says anything about the row}
  boolean knows(EtcdBucket bucket, Bytes key) {
    Map<Bytes, Optional<Bytes>> of = changed.get(bucket);
    return of != null && of.containsKey(key);
  }

  /// Writes everything, and takes away `superfluous` rows of the `key` bucket.
  void writeTo(WriteTx tx, List<RevisionKey> superfluous) {
    WriteBucket key = tx.requireBucket(EtcdBucket.KEY.bytes());
    key.fillPercent(DirectBackend.KEY_FILL_PERCENT);
    for (RevisionKey row : superfluous) {
      key.delete(row.encode());
    }
    RowLog.Run run = rows.run();
    for (int at = 0; at < run.count(); at++) {
      MemorySegment rowKey = run.key(at).encode().segment();
      key.put(rowKey, run.row(at).segment());
    }
    changed.forEach(
        (name, of) -> {
          WriteBucket bucket = tx.requireBucket(name.bytes());
          of.forEach(
              (rowKey, value) ->
                  value.ifPresentOrElse(
                      content -> bucket.put(rowKey, content), () -> bucket.delete(rowKey)));
        });
  }
}
