package io.fireweed.storage.backend;

import io.fireweed.format.bbolt.Db;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.bbolt.WriteBucket;
import io.fireweed.format.bbolt.WriteTx;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.wire.Origin;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

/// The ten buckets of a [Db] inside one write transaction that lasts until [#commit].
///
/// Buckets that are missing are made. Pages of the `key` bucket are filled to 0.9, as etcd does,
/// because its keys only ascend. Used by one thread; the db stays the caller's to close.
public final class Backend implements AutoCloseable {
  private static final double KEY_FILL_PERCENT = 0.9;

  private final Db db;
  private final Origin origin;
  private final Map<EtcdBucket, WriteBucket> buckets = new EnumMap<>(EtcdBucket.class);
  private WriteTx tx;
  private Runnable beforeCommit = () -> {};

  private Backend(Db db, WriteTx tx) {
    this.db = db;
    this.origin = new Origin(db.path().toString(), 0);
    this.tx = tx;
  }

  /// Begins the first transaction.
  public static Backend open(Db db) throws IOException {
    Backend backend = new Backend(db, db.begin());
    try {
      backend.openBuckets();
    } catch (RuntimeException refused) {
      backend.close();
      throw refused;
    }
    return backend;
  }

  /// Sets what is done last in each transaction, such as writing the index it reflects.
  public void beforeCommit(Runnable action) {
    this.beforeCommit = action;
  }

  /// {@return the bucket as this transaction sees it, unusable after the next commit}
  public WriteBucket bucket(EtcdBucket name) {
    WriteBucket bucket = buckets.get(name);
    if (bucket == null) {
      throw new IllegalStateException("no transaction is open");
    }
    return bucket;
  }

  /// {@return the last committed state, without what this transaction has changed}
  public ReadTx readCommitted() throws IOException {
    return db.read();
  }

  /// {@return what a message calls the rows of a bucket; offsets within a db are not known here}
  public Origin origin(EtcdBucket bucket) {
    return new Origin(origin.name() + ": bucket " + bucket.label(), 0);
  }

  /// Commits the transaction and begins the next one.
  public void commit() throws IOException {
    beforeCommit.run();
    buckets.clear();
    tx.commit();
    tx = db.begin();
    openBuckets();
  }

  private void openBuckets() {
    for (EtcdBucket name : EtcdBucket.values()) {
      buckets.put(name, tx.createBucketIfAbsent(name.bytes()));
    }
    bucket(EtcdBucket.KEY).fillPercent(KEY_FILL_PERCENT);
  }

  /// Ends the transaction without what it has changed since the last commit.
  @Override
  public void close() {
    buckets.clear();
    tx.close();
  }
}
