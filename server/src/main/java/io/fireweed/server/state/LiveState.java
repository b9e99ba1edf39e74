package io.fireweed.server.state;

import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.TxnRequest;
import io.fireweed.format.bbolt.Db;
import io.fireweed.format.bbolt.DbOptions;
import io.fireweed.format.bbolt.SnapshotSink;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.fault.NotFoundException;
import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.schema.EtcdRelease;
import io.fireweed.format.schema.hash.HashKv;
import io.fireweed.format.schema.hash.HashRpc;
import io.fireweed.format.wire.Bytes;
import io.fireweed.server.metrics.Metrics;
import io.fireweed.storage.apply.Answered;
import io.fireweed.storage.apply.Applier;
import io.fireweed.storage.apply.ApplyRules;
import io.fireweed.storage.auth.AuthStore.Caller;
import io.fireweed.storage.auth.PasswordHasher;
import io.fireweed.storage.backend.BufferedBackend;
import io.fireweed.storage.backend.PinnedRows;
import io.fireweed.storage.mvcc.KeyIndex;
import io.fireweed.storage.mvcc.KeyStore;
import io.fireweed.storage.mvcc.RangeQuery;
import io.fireweed.storage.mvcc.RangeRows;
import io.fireweed.storage.watch.ChangeListener;
import io.fireweed.storage.watch.History;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/// The state of a member that runs: the stores over its db.
///
/// [#apply] works on memory alone; a thread of its own commits what has gathered, every hundred
/// milliseconds or ten thousand changes. Reads see everything applied. What is lost in a crash is
/// in the log, from the index on that the db names: whoever opens the state applies it again.
///
/// When the db cannot be written, [#apply] fails and so does everything that waits; reads go on.
public final class LiveState implements StateMachine, Upkeep, History, AutoCloseable {
  private final Disk disk;
  private final Path path;
  private final StateOptions options;
  private final GuardedStores stores;
  private final CommitQueue queue;
  private final Committer committer;
  private final CompactionRunner compactions;
  private final CompactionHashes hashes;
  private final Applying applying;
  private final RangeReader ranges;
  private final AnswerRoom answerRoom = AnswerRoom.ofHeap();
  private final Tables tables;
  private final Metrics metrics;
  private final ReadMeter readMeter;

  private LiveState(
      Disk disk,
      Path path,
      Db db,
      GuardedStores stores,
      ApplyRules rules,
      StateOptions options,
      StateMeters meters) {
    this.metrics = meters.metrics();
    OperationCounts counts = new OperationCounts(metrics.mvcc());
    SlowRequests slow = new SlowRequests(metrics.member().slowApplies(), meters.slowApply());
    this.readMeter = new ReadMeter(meters, counts, slow);
    this.disk = disk;
    this.path = path;
    this.options = options;
    this.stores = stores;
    this.queue = new CommitQueue(options);
    this.hashes = new CompactionHashes();
    this.compactions =
        new CompactionRunner(stores, queue, options, rules.tombstones(), hashes, metrics.mvcc());
    this.committer = new Committer(stores, queue, compactions, db, metrics.disk().commit());
    this.applying =
        new Applying(
            stores,
            queue,
            compactions,
            new ApplyMeter(meters, counts, slow),
            answerRoom.appliedBytes());
    this.ranges = new RangeReader(stores);
    Applier applier = stores.applier();
    this.tables =
        new Tables(
            applier.keys(),
            applier.leases(),
            applier.auth(),
            applier.alarms(),
            applier.memberStore());
  }

  /// Opens the db, which is made if it is not there, reads its rows, and begins to commit.
  ///
  /// @param path of the db; locked until [#close]
  /// @param hasher for the passwords in logs of 3.4
  /// @throws CorruptException if a page or row that is needed is damaged
  /// @throws io.fireweed.format.fault.RefusedException if another program has it open
  public static LiveState open(
      Disk disk, Path path, ApplyRules rules, PasswordHasher hasher, StateOptions options)
      throws IOException {
    return open(disk, path, rules, hasher, options, StateMeters.unread());
  }

  /// Opens the db as the other method does, and records what happens.
  public static LiveState open(
      Disk disk,
      Path path,
      ApplyRules rules,
      PasswordHasher hasher,
      StateOptions options,
      StateMeters meters)
      throws IOException {
    DbOptions form = disk.exists(path) ? DbOptions.existing() : DbOptions.create();
    Db db = Db.open(disk, path, form.with(options.durability()));
    try {
      BufferedBackend backend = BufferedBackend.open(db);
      LiveState state =
          new LiveState(
              disk,
              path,
              db,
              new GuardedStores(backend, Applier.over(backend, rules, hasher)),
              rules,
              options,
              meters);
      Defragmentation.removeUnfinished(disk, path);
      state.begin();
      return state;
    } catch (IOException | RuntimeException refused) {
      try (db) {
        throw refused;
      }
    }
  }

  private void begin() {
    long unfinished = stores.applier().keys().unfinishedCompaction();
    if (unfinished > 0) {
      compactions.resume(unfinished);
    } else {
      compactions.beginAfter(stores.applier().compactRevision());
    }
    committer.start();
  }

  /// Adds one who is told of changes, inside the lock, on the thread that applies. To be called
  /// before the first [#apply].
  public void listen(ChangeListener listener) {
    applying.listen(listener);
  }

  @Override
  public List<Answered> apply(List<Entry> entries) {
    return applying.apply(entries);
  }

  @Override
  public long revision() {
    return applying.revision();
  }

  @Override
  public long compactRevision() {
    return applying.compactRevision();
  }

  @Override
  public long appliedIndex() {
    return applying.appliedIndex();
  }

  /// {@return the term of the last entry applied, 0 if the db does not say}
  public long appliedTerm() {
    return stores.read(() -> stores.applier().term());
  }

  /// {@return who votes after it}
  public ConfState confState() {
    return stores.read(() -> stores.applier().confState());
  }

  @Override
  public long durableIndex() {
    return committer.durableIndex();
  }

  @Override
  public RangeRows range(RangeQuery query, AnswerRoom.Share share) {
    return readMeter.range(query, () -> ranges.range(query, share));
  }

  @Override
  public AnswerRoom answerRoom() {
    return answerRoom;
  }

  @Override
  public Answered read(TxnRequest txn, Caller caller, AnswerRoom.Share share) {
    return readMeter.txn(txn, () -> ranges.read(txn, caller, share));
  }

  @Override
  public <T> T look(Function<Tables, T> question) {
    return stores.read(() -> question.apply(tables));
  }

  @Override
  public void scan(long from, long to, RowSink sink) {
    try (PinnedRows rows = pin()) {
      rows.scan(from, to, (main, _, kind, row) -> sink.take(Applying.kindOf(kind), main, row));
    }
  }

  @Override
  public Optional<Bytes> rowAt(Bytes key, long revision) {
    return stores.read(
        () -> {
          KeyStore keys = stores.applier().keys();
          boolean isGone = revision < keys.compactRevision() || revision > keys.revision();
          long ref = isGone ? KeyIndex.NONE : keys.index().find(key.segment());
          long place = ref == KeyIndex.NONE ? ref : keys.index().rowAt(ref, revision);
          return place == KeyIndex.NONE
              ? Optional.empty()
              : Optional.of(keys.rows().row(keys.index().main(place), keys.index().sub(place)));
        });
  }

  private PinnedRows pin() {
    return stores.read(() -> stores.backend().pin());
  }

  /// Commits everything applied so far.
  ///
  /// @return the index up to which the db reflects the log now
  /// @throws io.fireweed.format.fault.UnavailableException if the db cannot be written
  public long flush() throws IOException {
    return await(queue.flush());
  }

  @Override
  public CompletableFuture<Void> compacted(long revision) {
    return compactions.finished(revision).thenAccept(_ -> {});
  }

  @Override
  public long sizeBytes() {
    return committer.sizeBytes();
  }

  @Override
  public long sizeInUseBytes() {
    return committer.sizeBytes() - committer.freeBytes();
  }

  /// {@return the readers of the db that have not ended}
  public int openReadCount() {
    return committer.db().readerCount();
  }

  @Override
  public int hash() throws IOException {
    long began = System.nanoTime();
    flush();
    try (PinnedRows rows = pin()) {
      return HashRpc.compute(rows.committed(), EtcdRelease.V3_7);
    } finally {
      metrics.mvcc().hash().observeSince(began);
    }
  }

  @Override
  public KeyspaceHash hashKv(long revision) throws IOException {
    stores
        .read(() -> stores.applier().keys().refuse(revision))
        .ifPresent(
            refused -> {
              throw new RefusedCall(refused);
            });
    long began = System.nanoTime();
    Optional<HashKv> noted = hashes.find(revision);
    KeyspaceHash hash = toHash(noted.isPresent() ? noted.get() : computeHash(revision));
    metrics.mvcc().hashRev().observeSince(began);
    return hash;
  }

  private HashKv computeHash(long revision) throws IOException {
    flush();
    try (PinnedRows rows = pin()) {
      return HashKv.compute(rows.committed(), Math.max(revision, 0));
    } catch (NotFoundException compactedMeanwhile) {
      throw new RefusedCall(EtcdError.COMPACTED);
    }
  }

  /// {@return the hashes that the last compactions left, of everything up to each of them}
  public List<KeyspaceHash> compactionHashes() {
    return hashes.all().stream().map(LiveState::toHash).toList();
  }

  private static KeyspaceHash toHash(HashKv hash) {
    return new KeyspaceHash(hash.hash(), hash.hashRevision(), hash.compactRevision());
  }

  /// Reads go on meanwhile, and so does [#apply], until too much waits for the next commit.
  @Override
  public void defragment() throws IOException {
    boolean _ =
        await(
            queue.order(
                () ->
                    new Defragmentation(disk, path, options, stores, queue, metrics.disk())
                        .run(committer)));
  }

  @Override
  public DbImage image() throws IOException {
    flush();
    PinnedRows rows = pin();
    return new DbImage() {
      @Override
      public long sizeBytes() {
        return rows.committed().sizeBytes();
      }

      @Override
      public void copyTo(SnapshotSink sink) throws IOException {
        long began = System.nanoTime();
        long _ = rows.committed().copyTo(sink);
        metrics.disk().backendSnapshot().observeSince(began);
      }

      @Override
      public void close() {
        rows.close();
      }
    };
  }

  private <T> T await(CompletableFuture<T> answer) throws IOException {
    try {
      return answer.join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof IOException trouble) {
        throw new IOException(trouble.getMessage(), trouble);
      }
      if (failed.getCause() instanceof RuntimeException refused) {
        throw refused;
      }
      throw failed;
    }
  }

  /// Commits what is applied, if the disk lets it, and closes the db.
  @Override
  public void close() {
    committer.close();
    stores.close();
  }
}
