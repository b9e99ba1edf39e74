package io.fireweed.storage.apply;

import io.fireweed.api.error.EtcdError;
import io.fireweed.format.wire.Bytes;
import io.fireweed.storage.apply.ApplyResult.Branch;
import io.fireweed.storage.apply.ApplyResult.TxnApplied;
import io.fireweed.storage.apply.Command.Compare;
import io.fireweed.storage.apply.Command.KeyOp;
import io.fireweed.storage.mvcc.KeyIndex;
import io.fireweed.storage.mvcc.KeyRange;
import io.fireweed.storage.mvcc.KeyStore;
import io.fireweed.storage.mvcc.RangeQuery;
import io.fireweed.storage.mvcc.RangeRows;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Transactions: choose, check, do.
///
/// 1. All compares, those of nested transactions too, are decided on the state before the
///    transaction: that leaves a [Path] through it.
/// 2. Every operation on the path is checked on that same state. One that fails, an unknown lease
///    or a read at a revision that is gone or yet to come, fails the whole transaction.
/// 3. The operations run; each sees what those before it wrote. All share one main revision.
final class TxnApply {
  private final KvApply kv;
  private final KeyStore store;
  private final KeyIndex index;

  TxnApply(KvApply kv, KeyStore store) {
    this.kv = kv;
    this.store = store;
    this.index = store.index();
  }

  /// The branches that run, a transaction before those nested in its branch.
  private static final class Path {
    private final List<Branch> branches = new ArrayList<>();
    private int next;

    List<KeyOp> step(Command.Txn txn) {
      return branches.get(next++) == Branch.SUCCESS ? txn.success() : txn.failure();
    }

    Path fromStart() {
      next = 0;
      return this;
    }

    Branch first() {
      return branches.getFirst();
    }
  }

  Outcome apply(Command.Txn txn) {
    Path path = new Path();
    choose(txn, path);
    Optional<EtcdError> refused = refuse(txn, path);
    if (refused.isPresent()) {
      return Outcome.rejected(refused.get());
    }
    store.begin();
    KvAnswer answer = run(txn, path.fromStart(), kv::range);
    int changes = store.end();
    return new Outcome(new TxnApplied(path.first(), store.revision(), changes), answer);
  }

  /// Chooses what a transaction of nothing but reads does, beside the log and by any thread.
  TxnReading reading(Command.Txn txn) {
    long revision = store.revision();
    Path path = new Path();
    choose(txn, path);
    Optional<EtcdError> refused = refuse(txn, path);
    if (refused.isPresent()) {
      return TxnReading.refused(refused.get(), revision);
    }
    List<RangeQuery> queries = new ArrayList<>();
    collect(txn, path.fromStart(), queries);
    return new TxnReading(
        queries,
        found -> {
          Iterator<RangeRows> next = found.iterator();
          KvAnswer answer = run(txn, path.fromStart(), _ -> new KvAnswer.Range(next.next()));
          return new Outcome(new TxnApplied(path.first(), revision, 0), answer);
        },
        revision);
  }

  private static void collect(Command.Txn txn, Path path, List<RangeQuery> queries) {
    for (KeyOp operation : path.step(txn)) {
      if (operation instanceof Command.Range(RangeQuery query)) {
        queries.add(query);
      } else if (operation instanceof Command.Txn nested) {
        collect(nested, path, queries);
      }
    }
  }

  private void choose(Command.Txn txn, Path path) {
    Branch branch = branch(txn);
    path.branches.add(branch);
    for (KeyOp operation : branch == Branch.SUCCESS ? txn.success() : txn.failure()) {
      if (operation instanceof Command.Txn nested) {
        choose(nested, path);
      }
    }
  }

  private KvAnswer run(Command.Txn txn, Path path, Function<Command.Range, KvAnswer> ranges) {
    Branch branch = path.branches.get(path.next);
    List<KeyOp> operations = path.step(txn);
    List<KvAnswer> answers = new ArrayList<>(operations.size());
    for (KeyOp operation : operations) {
      answers.add(
          switch (operation) {
            case Command.Put put -> kv.put(put);
            case Command.DeleteRange delete -> kv.deleteRange(delete);
            case Command.Range range -> ranges.apply(range);
            case Command.Txn nested -> run(nested, path, ranges);
            case Command.NoOp _ -> Answering.NOTHING;
          });
    }
    return new KvAnswer.Txn(branch == Branch.SUCCESS, answers);
  }

  /// Looks at all puts first, then at all ranges, as etcd does.
  private Optional<EtcdError> refuse(Command.Txn txn, Path path) {
    List<KeyRange> deleted = new ArrayList<>();
    Optional<EtcdError> put = refuse(txn, path.fromStart(), one -> refusePut(one, deleted));
    return put.isPresent() ? put : refuse(txn, path.fromStart(), this::refuseRange);
  }

  private Optional<EtcdError> refuse(
      Command.Txn txn, Path path, Function<KeyOp, Optional<EtcdError>> check) {
    for (KeyOp operation : path.step(txn)) {
      Optional<EtcdError> refused =
          operation instanceof Command.Txn nested
              ? refuse(nested, path, check)
              : check.apply(operation);
      if (refused.isPresent()) {
        return refused;
      }
    }
    return Optional.empty();
  }

  /// A put that keeps what an earlier operation deletes cannot be carried out either: the rules for
  /// requests let it pass where the deletion has no end.
  ///
  /// @param deleted ranges that earlier operations delete
  private Optional<EtcdError> refusePut(KeyOp operation, List<KeyRange> deleted) {
    if (operation instanceof Command.DeleteRange(KeyRange range, _)) {
      deleted.add(range);
    }
    if (!(operation instanceof Command.Put put)) {
      return Optional.empty();
    }
    if (put.needsOld()) {
      MemorySegment key = put.key().segment();
      if (deleted.stream().anyMatch(range -> range.contains(key, 0, key.byteSize()))) {
        return Optional.of(EtcdError.KEY_NOT_FOUND);
      }
    }
    return kv.refuseOld(put).or(() -> kv.refuseLease(put));
  }

  private Optional<EtcdError> refuseRange(KeyOp operation) {
    return operation instanceof Command.Range(RangeQuery query)
        ? refuseRevision(query.revision())
        : Optional.empty();
  }

  /// Revision 0 means the latest; a negative one counts as compacted once anything is.
  private Optional<EtcdError> refuseRevision(long revision) {
    if (revision == 0) {
      return Optional.empty();
    }
    if (revision > store.revision()) {
      return Optional.of(EtcdError.FUTURE_REVISION);
    }
    return revision < store.compactRevision() ? Optional.of(EtcdError.COMPACTED) : Optional.empty();
  }

  private Branch branch(Command.Txn txn) {
    for (Compare compare : txn.compares()) {
      if (!holds(compare)) {
        return Branch.FAILURE;
      }
    }
    return Branch.SUCCESS;
  }

  /// {@return whether the condition holds for every key of its range; where there is none, it is
  /// put to a record of zeros, but a value is never equal, greater or less}
  private boolean holds(Compare compare) {
    if (compare.range() instanceof KeyRange.Single(Bytes key)) {
      long ref = index.findLive(key.segment());
      return ref == KeyIndex.NONE ? holdsForNone(compare) : holds(compare, ref);
    }
    Tally tally = new Tally();
    index.forEachLive(
        compare.range(),
        ref -> {
          tally.met = true;
          tally.all = tally.all && holds(compare, ref);
        });
    return tally.met ? tally.all : holdsForNone(compare);
  }

  private static final class Tally {
    private boolean met;
    private boolean all = true;
  }

  private static boolean holdsForNone(Compare compare) {
    return compare.target() != Compare.VALUE && holds(compare, Long.compare(0, compare.number()));
  }

  private boolean holds(Compare compare, long ref) {
    int order =
        switch (compare.target()) {
          case Compare.VERSION -> Long.compare(index.version(ref), compare.number());
          case Compare.CREATE -> Long.compare(index.createRevision(ref), compare.number());
          case Compare.MOD -> Long.compare(index.modRevision(ref), compare.number());
          case Compare.VALUE -> store.value(ref).compareTo(compare.value());
          case Compare.LEASE -> Long.compare(index.lease(ref), compare.number());
          default -> 0;
        };
    return holds(compare, order);
  }

  private static boolean holds(Compare compare, int order) {
    return switch (compare.result()) {
      case Compare.EQUAL -> order == 0;
      case Compare.GREATER -> order > 0;
      case Compare.LESS -> order < 0;
      case Compare.NOT_EQUAL -> order != 0;
      default -> true;
    };
  }
}
