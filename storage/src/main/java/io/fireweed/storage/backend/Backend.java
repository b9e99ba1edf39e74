package io.fireweed.storage.backend;

import io.fireweed.format.bbolt.Db;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.wire.Origin;
import java.io.IOException;

/// The ten buckets of a [Db], through which every store writes.
///
/// Two forms, which differ in where changes wait until they are committed: in the pages of one
/// long write transaction ([DirectBackend], for tools), or in memory of their own
/// ([BufferedBackend], for a member that answers while it commits). What a commit holds is the
/// same.
public sealed interface Backend extends AutoCloseable permits DirectBackend, BufferedBackend {
  /// Begins the first transaction of a direct backend.
  static DirectBackend open(Db db) throws IOException {
    return DirectBackend.open(db);
  }

  /// Sets what is done last for each commit, such as writing the index it reflects.
  void beforeCommit(Runnable action);

  /// {@return the bucket with all changes so far, unusable after the next commit}
  BucketRows bucket(EtcdBucket name);

  /// {@return the last committed state, without the changes since}
  ReadTx readCommitted() throws IOException;

  /// {@return what a message calls the rows of a bucket; offsets within a db are not known here}
  Origin origin(EtcdBucket bucket);

  /// Makes all changes so far part of the db.
  void commit() throws IOException;

  /// Forgets what was not committed. The db stays the caller's to close.
  @Override
  void close();
}
