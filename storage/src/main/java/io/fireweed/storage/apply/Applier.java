package io.fireweed.storage.apply;

import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.TxnRequest;
import io.fireweed.format.bbolt.Db;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.MemberRow;
import io.fireweed.format.schema.MetaKey;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.ProtoReader;
import io.fireweed.storage.alarm.AlarmStore;
import io.fireweed.storage.auth.AuthStore;
import io.fireweed.storage.auth.AuthStore.Caller;
import io.fireweed.storage.auth.PasswordHasher;
import io.fireweed.storage.backend.Backend;
import io.fireweed.storage.backend.BufferedBackend;
import io.fireweed.storage.backend.DirectBackend;
import io.fireweed.storage.lease.LeaseTable;
import io.fireweed.storage.membership.MemberStore;
import io.fireweed.storage.membership.RaftConfiguration;
import io.fireweed.storage.mvcc.Compactor;
import io.fireweed.storage.mvcc.KeyIndex.History;
import io.fireweed.storage.mvcc.KeyStore;
import io.fireweed.storage.mvcc.RowSource;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Collection;
import java.util.Optional;

/// Turns committed log entries into changes of a db, one by one, in order.
///
/// ```java
/// try (Applier applier = Applier.open(db, ApplyRules.of(version), hasher)) {
///   for (Entry entry : committed) {
///     applier.apply(entry);
///   }
///   applier.commit();
/// }
/// ```
///
/// The caller decides how many entries go into one commit; the db's content does not depend on it.
/// `consistent_index`, and since 3.5 `term`, are written in the same transaction as the data, so a
/// db that was cut off continues with the entry after its index. A compaction commits on its own
/// every ten thousand rows; it is resumed at open if it was cut off.
///
/// Entries at or below the index are skipped; the next one must follow it directly. A db of 3.4 can
/// be ahead of its index in the buckets `lease`, `alarm`, `members` and `cluster`: every change of
/// those is such that doing it again leads to the same rows.
///
/// After an exception from [#apply] other than for unreadable data the applier refuses to go on:
/// close it, which forgets what was not committed.
///
/// Heap: small whatever the size of the db, except for 100 bytes per lease, and users and roles.
/// Used by one thread. The db stays the caller's to close, after the applier.
public final class Applier implements AutoCloseable {
  private static final Outcome SKIPPED = Outcome.of(new ApplyResult.Skipped());
  private static final Outcome UNCHANGED = Outcome.of(new ApplyResult.Unchanged());

  private final ApplyRules rules;
  private final Backend backend;
  private final KeyStore store;
  private final LeaseTable leases;
  private final MemberStore members;
  private final RaftConfiguration configuration;
  private final AlarmStore alarms;
  private final AuthStore users;
  private final AccessControl access;
  private final KvApply kv;
  private final TxnApply txn;
  private final LeaseApply lease;
  private final AuthApply auth;
  private final AlarmApply alarm;
  private final MembershipApply membership;
  private final Answering answering;
  private final AnswerBudget budget = new AnswerBudget();
  private final Compaction compaction;
  private long consistentIndex;
  private long term;
  private boolean failed;

  /// How the rows go that a compaction makes superfluous.
  @FunctionalInterface
  private interface Compaction {
    /// {@return rows deleted at once}
    long compact(long target) throws IOException;
  }

  private Applier(
      Backend backend,
      KeyStore store,
      ApplyRules rules,
      PasswordHasher hasher,
      Answering answering,
      Compaction compaction) {
    this.rules = rules;
    this.backend = backend;
    this.store = store;
    this.answering = answering;
    this.leases = LeaseTable.open(backend, store.index());
    this.members = MemberStore.open(backend);
    this.configuration = RaftConfiguration.open(backend, members.members());
    this.alarms = AlarmStore.open(backend);
    this.users = AuthStore.open(backend);
    this.access = new AccessControl(rules, alarms, users, leases, store.index());
    this.kv = new KvApply(store, leases, answering, budget);
    this.txn = new TxnApply(kv, store);
    this.lease = new LeaseApply(rules, leases, store, kv, members);
    this.auth = new AuthApply(rules, users, hasher);
    this.alarm = new AlarmApply(alarms);
    this.membership = new MembershipApply(rules, backend, members, configuration);
    this.compaction = compaction;
    this.consistentIndex = number(MetaKey.CONSISTENT_INDEX);
    this.term = number(MetaKey.TERM);
    backend.beforeCommit(this::writeIndex);
  }

  /// Reads the db, makes the buckets it lacks, and finishes a compaction that was cut off.
  ///
  /// @param hasher for the passwords in logs of 3.4
  /// @throws CorruptException if a row that is needed is malformed
  public static Applier open(Db db, ApplyRules rules, PasswordHasher hasher) throws IOException {
    DirectBackend backend = Backend.open(db);
    KeyStore store = null;
    try {
      store = KeyStore.open(backend);
      Compactor compactor = new Compactor(backend, store, rules.tombstones());
      Applier applier =
          new Applier(backend, store, rules, hasher, Answering.NONE, compactor::compact);
      compactor.resume();
      return applier;
    } catch (IOException | RuntimeException refused) {
      if (store != null) {
        store.close();
      }
      backend.close();
      throw refused;
    }
  }

  /// Reads the db of a member that commits, and compacts, in the background: whoever owns the
  /// backend does. Takes the backend over. Clients are answered, with [#answer] and [#read]; a
  /// compaction is scheduled only, so its rows are the owner's to delete, as are those of one that
  /// the db left unfinished ([KeyStore#unfinishedCompaction]).
  ///
  /// @param hasher for the passwords in logs of 3.4
  /// @throws CorruptException if a row that is needed is malformed
  public static Applier over(BufferedBackend backend, ApplyRules rules, PasswordHasher hasher)
      throws IOException {
    KeyStore store = null;
    try {
      KeyStore opened = KeyStore.open(backend, History.ALL, RowSource.of(backend));
      store = opened;
      return new Applier(
          backend,
          opened,
          rules,
          hasher,
          Answering.FULL,
          target -> {
            opened.scheduleCompaction(target);
            return 0;
          });
    } catch (IOException | RuntimeException refused) {
      if (store != null) {
        store.close();
      }
      backend.close();
      throw refused;
    }
  }

  /// Applies the next entry.
  ///
  /// @return what it did
  /// @throws CorruptException if it does not follow the last one, or its data is unreadable; the
  ///     message names its index
  /// @throws io.fireweed.format.fault.UnsupportedException if it is a request of a newer etcd
  public ApplyResult apply(Entry entry) throws IOException {
    return carryOut(entry).result();
  }

  /// Applies the next entry, as [#apply] does. {@return what it did and what its client is told}
  public Answered answer(Entry entry) throws IOException {
    if (answering != Answering.FULL) {
      throw new IllegalStateException("this applier does not serve clients");
    }
    budget.beginEntry();
    return answered(carryOut(entry));
  }

  /// Bounds what the answers of the entries to come hold together. One that would hold more is
  /// [cut][Answered#isCut]; what the entry does is not.
  public void allowAnswers(long bytes) {
    budget.allow(bytes);
  }

  private Answered answered(Outcome outcome) {
    Optional<KvAnswer> answer =
        outcome.answer() instanceof KvAnswer.Nothing
            ? Optional.empty()
            : Optional.of(outcome.answer());
    return budget.isExceeded()
        ? new Answered(outcome.result(), store.revision(), answer.map(KvAnswer::withoutRows), true)
        : new Answered(outcome.result(), store.revision(), answer);
  }

  /// Evaluates a transaction of nothing but ranges on the state as it is. Any thread may ask, while
  /// nothing is applied.
  ///
  /// @param txn for which [RequestCheck#isReadOnly] holds
  public Answered read(TxnRequest txn, Caller caller) {
    TxnReading reading = reading(txn, caller);
    return reading.answer(reading.queries().stream().map(store::range).toList());
  }

  /// Chooses what [#read] does; the rows are the caller's to read.
  public TxnReading reading(TxnRequest txn, Caller caller) {
    Bytes encoded = Bytes.of(txn.toByteArray());
    Command.Txn command = KeyOpDecoder.txn(new ProtoReader(encoded, "transaction"));
    Optional<EtcdError> refused = access.refuseRead(new Request(caller, command));
    return refused.isPresent()
        ? TxnReading.refused(refused.get(), store.revision())
        : this.txn.reading(command);
  }

  private Outcome carryOut(Entry entry) throws IOException {
    if (failed) {
      throw new IllegalStateException("an earlier entry failed half way");
    }
    if (Long.compareUnsigned(entry.index(), consistentIndex) <= 0) {
      remember(entry);
      return SKIPPED;
    }
    if (entry.index() != consistentIndex + 1) {
      throw new CorruptException(
          "log entry: index expected "
              + Long.toUnsignedString(consistentIndex + 1)
              + ", found "
              + Long.toUnsignedString(entry.index()));
    }
    Request request = CommandDecoder.decode(entry);
    consistentIndex = entry.index();
    term = entry.term();
    failed = true;
    Outcome outcome = carryOut(request, entry.index());
    failed = false;
    return outcome;
  }

  private Outcome carryOut(Request request, long index) throws IOException {
    Optional<EtcdError> refused = access.refuse(request);
    if (refused.isPresent()) {
      return Outcome.rejected(refused.get());
    }
    return switch (request.command()) {
      case Command.Put put -> kv.apply(put);
      case Command.DeleteRange delete -> kv.apply(delete);
      case Command.Txn transaction -> txn.apply(transaction);
      case Command.Range _, Command.NoOp _, Command.NoEffect _ -> UNCHANGED;
      case Command.Compaction(long revision) -> Outcome.of(compact(revision));
      case Command.Lease command -> Outcome.of(lease.apply(command));
      case Command.Alarm command -> Outcome.of(alarm.apply(command));
      case Command.Auth command -> Outcome.of(auth.apply(command));
      case Command.Authenticate command -> Outcome.of(auth.apply(command, index));
      case Command.Cluster command -> Outcome.of(membership.apply(command, index));
    };
  }

  private ApplyResult compact(long revision) throws IOException {
    if (revision <= store.compactRevision()) {
      return new ApplyResult.Rejected(EtcdError.COMPACTED);
    }
    if (revision > store.revision()) {
      return new ApplyResult.Rejected(EtcdError.FUTURE_REVISION);
    }
    return new ApplyResult.Compacted(revision, compaction.compact(revision));
  }

  /// Members that the db does not name can still be known from entries that it reflects.
  private void remember(Entry entry) {
    if (entry.type() != EntryType.NORMAL
        && CommandDecoder.decode(entry).command() instanceof Command.Cluster change) {
      membership.remember(change, entry.index());
    }
  }

  /// Makes what was applied so far part of the db.
  public void commit() throws IOException {
    if (failed) {
      throw new IllegalStateException("an earlier entry failed half way");
    }
    backend.commit();
  }

  private void writeIndex() {
    if (consistentIndex == 0) {
      return;
    }
    put(MetaKey.CONSISTENT_INDEX, consistentIndex);
    if (rules.writesTermAndConfState() && term != 0) {
      put(MetaKey.TERM, term);
    }
  }

  private void put(MetaKey key, long value) {
    backend.bucket(EtcdBucket.META).put(key.bytes(), Bytes.ofLong(value));
  }

  private long number(MetaKey key) {
    Optional<MemorySegment> value = backend.bucket(EtcdBucket.META).find(key.bytes());
    if (value.isEmpty()) {
      return 0;
    }
    if (value.get().byteSize() != Long.BYTES) {
      throw new CorruptException(
          backend.origin(EtcdBucket.META).name()
              + ": "
              + key.label()
              + " expected 8 bytes, found "
              + value.get().byteSize());
    }
    return Bytes.of(value.get()).longAt(0);
  }

  /// {@return the stores as they stand after the last entry, to be looked at}
  public KeyStore keys() {
    return store;
  }

  public LeaseTable leases() {
    return leases;
  }

  public AuthStore auth() {
    return users;
  }

  public AlarmStore alarms() {
    return alarms;
  }

  public MemberStore memberStore() {
    return members;
  }

  /// {@return the index of the last entry applied, 0 before the first}
  public long consistentIndex() {
    return consistentIndex;
  }

  /// {@return the term of that entry, 0 if the db does not say}
  public long term() {
    return term;
  }

  /// {@return the current main revision, at least 1}
  public long revision() {
    return store.revision();
  }

  /// {@return the revision of the last compaction, -1 if there was none}
  public long compactRevision() {
    return store.compactRevision();
  }

  /// {@return the number of live keys}
  public long liveKeys() {
    return store.index().liveKeys();
  }

  /// {@return the number of leases}
  public int leaseCount() {
    return leases.size();
  }

  /// {@return who votes after the last entry}
  public ConfState confState() {
    return configuration.state();
  }

  /// {@return the members after the last entry, by id}
  public Collection<MemberRow> members() {
    return members.members();
  }

  /// Forgets what was not committed.
  @Override
  public void close() {
    try (backend;
        store) {
      failed = true;
    }
  }
}
