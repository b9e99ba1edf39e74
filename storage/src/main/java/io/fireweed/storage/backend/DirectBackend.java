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
public final class DirectBackend implements Backend {
  static final double KEY_FILL_PERCENT = 0.9;

  private final Db db;
  private final Origin origin;
  private final Map<EtcdBucket, DirectRows> buckets = new EnumMap<>(EtcdBucket.class);
  private WriteTx tx;
  private Runnable beforeCommit = () -> {};

  private DirectBackend(Db db, WriteTx tx) {
    this.db = db;
    this.origin = new Origin(db.path().toString(), 0);
    this.tx = tx;
  }

  static DirectBackend open(Db db) throws IOException {
    DirectBackend backend = new DirectBackend(db, db.begin());
    try {
      backend.openBuckets();
    } catch (RuntimeException refused) {
      backend.close();
      throw refused;
    }
    return backend;
  }

  @Override
  public void beforeCommit(Runnable action) {
    this.beforeCommit = action;
  }

  @Override
  public BucketRows bucket(EtcdBucket name) {
    return rows(name);
  }

  /// {@return the bucket itself, unusable after the next commit}
  public WriteBucket writeBucket(EtcdBucket name) {
    return rows(name).bucket();
  }

  private DirectRows rows(EtcdBucket name) {
    DirectRows rows = buckets.get(name);
    if (rows == null) {
      throw new IllegalStateException("no transaction is open");
    }
    return rows;
  }

  @Override
  public ReadTx readCommitted() throws IOException {
    return db.read();
  }

  @Override
  public Origin origin(EtcdBucket bucket) {
    return new Origin(origin.name() + ": bucket " + bucket.label(), 0);
  }

  /// Commits the transaction and begins the next one.
  @Override
  public void commit() throws IOException {
    beforeCommit.run();
    buckets.clear();
    tx.commit();
    tx = db.begin();
    openBuckets();
  }

  private void openBuckets() {
    for (EtcdBucket name : EtcdBucket.values()) {
      buckets.put(name, new DirectRows(tx.createBucketIfAbsent(name.bytes())));
    }
    writeBucket(EtcdBucket.KEY).fillPercent(KEY_FILL_PERCENT);
  }

  @Override
  public void close() {
    buckets.clear();
    tx.close();
  }
}
