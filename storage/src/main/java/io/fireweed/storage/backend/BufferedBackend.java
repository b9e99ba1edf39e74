package io.fireweed.storage.backend;

import io.fireweed.format.bbolt.Db;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.bbolt.WriteTx;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.RevisionKey;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The ten buckets of a [Db] while it is written to in the background.
///
/// ```
///   changes ──▸ gathered ──seal──▸ committing ──write──▸ the db ──advance──▸ committed
///   lookups ──▸ gathered,          committing,                               committed
/// ```
///
/// No thread and no lock is in here. Whoever owns it sees to this: changes, [#seal] and [#advance]
/// exclude each other and every lookup; lookups and [#pin] may run side by side; one
/// thread at a time writes, beside all the others.
///
/// Invariants: every row of a batch has a higher revision than the rows before it; what a batch
/// holds, and the index it reflects, become durable together.
public final class BufferedBackend implements Backend {
  private final Map<EtcdBucket, BucketRows> buckets = new EnumMap<>(EtcdBucket.class);
  private final Origin origin;
  private Db db;
  private Batch gathered = new Batch();
  private Optional<Batch> committing = Optional.empty();
  private CommittedView view;
  private Runnable beforeCommit = () -> {};

  private BufferedBackend(Db db) throws IOException {
    this.db = db;
    this.origin = new Origin(db.path().toString(), 0);
    this.view = CommittedView.of(db);
    for (EtcdBucket name : EtcdBucket.values()) {
      buckets.put(
          name, name == EtcdBucket.KEY ? new BufferedKeyRows(this) : new BufferedRows(this, name));
    }
  }

  /// Makes the buckets that are missing, which is a commit of its own.
  public static BufferedBackend open(Db db) throws IOException {
    if (lacksBuckets(db)) {
      try (WriteTx tx = db.begin()) {
        for (EtcdBucket name : EtcdBucket.values()) {
          tx.createBucketIfAbsent(name.bytes());
        }
        tx.commit();
      }
    }
    return new BufferedBackend(db);
  }

  private static boolean lacksBuckets(Db db) throws IOException {
    try (ReadTx tx = db.read()) {
      for (EtcdBucket name : EtcdBucket.values()) {
        if (tx.findBucket(name.bytes()).isEmpty()) {
          return true;
        }
      }
      return false;
    }
  }

  @Override
  public void beforeCommit(Runnable action) {
    this.beforeCommit = action;
  }

  @Override
  public BucketRows bucket(EtcdBucket name) {
    BucketRows rows = buckets.get(name);
    if (rows == null) {
      throw new IllegalStateException("no bucket " + name);
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

  Batch gathered() {
    return gathered;
  }

  Optional<Batch> committing() {
    return committing;
  }

  CommittedView view() {
    return view;
  }

  private RowLog.Run committingRows() {
    return committing.map(batch -> batch.rows().run()).orElse(RowLog.Run.EMPTY);
  }

  /// {@return the row of that revision, put or tombstone}
  public Optional<Bytes> findRow(long main, long sub) {
    return PinnedRows.find(gathered.rows().run(), committingRows(), view, main, sub);
  }

  /// {@return all rows as they stand, to be closed}
  public PinnedRows pin() {
    return new PinnedRows(gathered.rows().run(), committingRows(), view.acquire());
  }

  /// {@return changes that wait for the next [#seal]}
  public long gatheredChanges() {
    return gathered.changes();
  }

  /// {@return memory that all uncommitted changes hold, roughly}
  public long waitingBytes() {
    return gathered.bytes() + committing.map(Batch::bytes).orElse(0L);
  }

  /// {@return the rows that were added to the `key` bucket and are not sealed}
  public int gatheredRows() {
    return gathered.rows().count();
  }

  /// Shows the rows added to the `key` bucket since [#gatheredRows] was `from`.
  public void visitGathered(int from, GatheredRow visitor) {
    RowLog.Run run = gathered.rows().run();
    for (int at = from; at < run.count(); at++) {
      RevisionKey.Kind kind =
          run.isTombstone(at) ? RevisionKey.Kind.TOMBSTONE : RevisionKey.Kind.PUT;
      visitor.row(run.main(at), kind, run.row(at));
    }
  }

  /// Sees a row that was added.
  @FunctionalInterface
  public interface GatheredRow {
    void row(long main, RevisionKey.Kind kind, Bytes row);
  }

  /// Ends the batch, which is next to be given to [#write]; further changes gather in a new one.
  public Batch seal() {
    if (committing.isPresent()) {
      throw new IllegalStateException("a batch is being committed");
    }
    beforeCommit.run();
    Batch sealed = gathered;
    committing = Optional.of(sealed);
    gathered = new Batch();
    return sealed;
  }

  /// Commits a sealed batch, and takes away rows of the `key` bucket that no longer count.
  ///
  /// @param superfluous rows that were committed before
  /// @throws IOException if the db could not be written; the batch stays visible, and the db takes
  ///     no further commits
  public void write(Batch sealed, List<RevisionKey> superfluous) throws IOException {
    try (WriteTx tx = db.begin()) {
      sealed.writeTo(tx, superfluous);
      tx.commit();
    }
  }

  /// {@return what the db holds now, to be given to [#advance]}
  public Committed committed() throws IOException {
    return new Committed(db, CommittedView.of(db));
  }

  /// A committed state that has not been turned to yet.
  public static final class Committed {
    private final Db db;
    private final CommittedView view;

    private Committed(Db db, CommittedView view) {
      this.db = db;
      this.view = view;
    }
  }

  /// Turns to the state that was written last: the sealed batch is part of it.
  public void advance(Committed next) {
    CommittedView last = view;
    view = next.view;
    db = next.db;
    committing = Optional.empty();
    last.release();
  }

  /// {@return what `other` holds, the same rows in another file; to be given to [#advance]}
  public static Committed committedIn(Db other) throws IOException {
    return new Committed(other, CommittedView.of(other));
  }

  @Override
  public void commit() throws IOException {
    write(seal(), List.of());
    advance(committed());
  }

  @Override
  public void close() {
    view.release();
  }
}
