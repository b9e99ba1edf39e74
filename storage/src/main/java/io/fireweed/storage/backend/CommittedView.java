package io.fireweed.storage.backend;

import io.fireweed.format.bbolt.Bucket;
import io.fireweed.format.bbolt.Db;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.schema.EtcdBucket;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/// One committed state that many readers share; it ends with the last of them.
///
/// Invariant: `1 <= users` as long as anybody may call.
final class CommittedView {
  private final ReadTx tx;
  private final Bucket key;
  private final AtomicInteger users = new AtomicInteger(1);

  private CommittedView(ReadTx tx) {
    this.tx = tx;
    this.key = tx.requireBucket(EtcdBucket.KEY.bytes());
  }

  static CommittedView of(Db db) throws IOException {
    ReadTx tx = db.read();
    try {
      return new CommittedView(tx);
    } catch (RuntimeException refused) {
      tx.close();
      throw refused;
    }
  }

  ReadTx tx() {
    return tx;
  }

  Bucket key() {
    return key;
  }

  /// Adds a user. Whoever calls is one, or keeps the last one from going.
  CommittedView acquire() {
    users.incrementAndGet();
    return this;
  }

  void release() {
    if (users.decrementAndGet() == 0) {
      tx.close();
    }
  }
}
