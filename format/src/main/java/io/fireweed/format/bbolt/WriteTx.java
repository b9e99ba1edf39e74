package io.fireweed.format.bbolt;

import io.fireweed.format.fault.ConflictException;
import io.fireweed.format.fault.NotFoundException;
import io.fireweed.format.wire.Bytes;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// The running change of a [Db]: [#commit] makes all of it visible and durable, or nothing.
///
/// Used by one thread at a time. What it reads is the state it began with plus its own changes.
/// When it ends, every segment, bucket and cursor that came from it becomes unusable.
public final class WriteTx implements AutoCloseable {
  private final Db db;
  private final Meta base;
  private final Mapping mapping;
  private final TxPages pages;
  private final TxBuffer buffer = new TxBuffer();
  private final WriteBucket root;
  private boolean ended;

  /// @param mapping acquired for this transaction
  WriteTx(Db db, Meta base, Mapping mapping, TxPages pages) {
    this.db = db;
    this.base = base;
    this.mapping = mapping;
    this.pages = pages;
    this.root = WriteBucket.rootOf(this, base);
  }

  /// {@return the number this transaction gets when it commits}
  public Txid txid() {
    return base.txid().next();
  }

  /// {@return the committed state this transaction began with}
  public Meta base() {
    return base;
  }

  /// Makes an empty bucket.
  ///
  /// @throws ConflictException if there is one of this name
  public WriteBucket createBucket(Bytes name) {
    return root.createBucket(name);
  }

  /// {@return the bucket of this name, made if it is absent}
  public WriteBucket createBucketIfAbsent(Bytes name) {
    return root.createBucketIfAbsent(name);
  }

  /// {@return the bucket of this name}
  public Optional<WriteBucket> findBucket(Bytes name) {
    return root.findBucket(name);
  }

  /// {@return the bucket of this name}
  ///
  /// @throws NotFoundException if there is none
  public WriteBucket requireBucket(Bytes name) {
    return root.requireBucket(name);
  }

  /// Removes a bucket with everything in it. {@return whether it was there}
  public boolean deleteBucket(Bytes name) {
    return root.deleteBucket(name);
  }

  /// {@return the names of the db's buckets, ascending}
  public List<Bytes> bucketNames() {
    return root.bucketNames();
  }

  /// Makes every change visible to transactions that begin later, and durable if the db's options
  /// say so; ends this transaction.
  ///
  /// @throws IOException if the file could not be written: the db takes no further commits, and the
  ///     file holds the state before this commit or, if only the last step failed, the one after
  public void commit() throws IOException {
    requireOpen();
    try {
      db.commit(this);
    } catch (InternalError fault) {
      throw pages.committed().vanished(fault);
    } finally {
      end();
    }
  }

  /// Forgets every change, unless it was committed.
  @Override
  public void close() {
    if (!ended) {
      end();
    }
  }

  /// Writes every changed tree into the pages to come. {@return the root page}
  long spill() {
    return root.spill();
  }

  TxPages pages() {
    return pages;
  }

  TxBuffer buffer() {
    return buffer;
  }

  void requireOpen() {
    if (ended) {
      throw new IllegalStateException("the write transaction has ended");
    }
  }

  private void end() {
    ended = true;
    buffer.close();
    db.ended();
    mapping.release();
  }
}
