package io.fireweed.recovery.history;

import io.fireweed.format.bbolt.Bucket;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.storage.mvcc.KeyIndex;
import io.fireweed.storage.mvcc.KeyRange;
import java.util.Optional;

/// All keys of a range as they stood at one revision.
///
/// Memory: about 130 bytes and the key for each key, outside the heap. The row that a restore with
/// a raised revision leaves under the empty key is no key and is not shown.
public final class Moment implements AutoCloseable {
  private final ReadTx tx;
  private final KeyIndex index;
  private final KeyRange range;
  private final long revision;

  private Moment(ReadTx tx, KeyIndex index, KeyRange range, long revision) {
    this.tx = tx;
    this.index = index;
    this.range = range;
    this.revision = revision;
  }

  static Moment load(ReadTx tx, long revision, KeyRange range) {
    return new Moment(tx, KeyIndex.load(tx, revision, range), range, revision);
  }

  public long revision() {
    return revision;
  }

  /// {@return a cursor before the first key}
  public MomentCursor cursor() {
    Optional<Bucket> rows = tx.findBucket(EtcdBucket.KEY.bytes());
    return new MomentCursor(tx.file(), index, range.first(), rows.map(Bucket::cursor));
  }

  @Override
  public void close() {
    index.close();
  }
}
