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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Transactions: choose, check, do.
///
/// 1. All compares, those of nested transactions too, are decided on the state before the
///    transaction. That leaves one list of operations, in the order in which they run.
/// 2. Every operation is checked on that same state. One that fails, an unknown lease or a read at
///    a revision that is gone or yet to come, fails the whole transaction.
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

  ApplyResult apply(Command.Txn txn) {
    Branch branch = choose(txn);
    List<KeyOp> operations = new ArrayList<>();
    collect(branch == Branch.SUCCESS ? txn.success() : txn.failure(), operations);
    for (KeyOp operation : operations) {
      Optional<EtcdError> refused = refuse(operation);
      if (refused.isPresent()) {
        return new ApplyResult.Rejected(refused.get());
      }
    }
    store.begin();
    for (KeyOp operation : operations) {
      switch (operation) {
        case Command.Put put -> kv.put(put);
        case Command.DeleteRange(KeyRange range, _) -> kv.deleteRange(range);
        case Command.Range _, Command.NoOp _, Command.Txn _ -> {}
      }
    }
    int changes = store.end();
    return new TxnApplied(branch, store.revision(), changes);
  }

  /// Adds the operations that will run, nested transactions replaced by their chosen branch.
  private void collect(List<KeyOp> branch, List<KeyOp> operations) {
    for (KeyOp operation : branch) {
      if (operation instanceof Command.Txn nested) {
        collect(choose(nested) == Branch.SUCCESS ? nested.success() : nested.failure(), operations);
      } else {
        operations.add(operation);
      }
    }
  }

  private Optional<EtcdError> refuse(KeyOp operation) {
    return switch (operation) {
      case Command.Put put -> kv.refuse(put);
      case Command.Range(_, long revision) -> refuseRevision(revision);
      case Command.DeleteRange _, Command.NoOp _, Command.Txn _ -> Optional.empty();
    };
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

  private Branch choose(Command.Txn txn) {
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
