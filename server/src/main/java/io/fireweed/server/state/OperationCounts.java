package io.fireweed.server.state;

import io.fireweed.server.metrics.MvccMetrics;
import io.fireweed.storage.apply.Answered;
import io.fireweed.storage.apply.ApplyResult;
import io.fireweed.storage.apply.KvAnswer;
import java.util.List;

/// Counts operations on keys, each for itself; several in one transaction are a transaction too.
/// For any thread.
///
/// Source: etcd mvcc/metrics_txn.go, 3.5.
final class OperationCounts {
  private static final KvAnswer NONE = new KvAnswer.Nothing();

  private final MvccMetrics metrics;

  OperationCounts(MvccMetrics metrics) {
    this.metrics = metrics;
  }

  void range() {
    metrics.ranges().increment();
  }

  /// One that was applied, or a transaction that only read.
  void done(Answered answered) {
    if (answered.result() instanceof ApplyResult.LeaseRevoked revoked) {
      metrics.deletes().add(revoked.changes());
      transaction(revoked.changes());
      return;
    }
    switch (answered.answer().orElse(NONE)) {
      case KvAnswer.Put _ -> metrics.puts().increment();
      case KvAnswer.DeleteRange _ -> metrics.deletes().increment();
      case KvAnswer.Range _ -> range();
      case KvAnswer.Txn txn -> transaction(count(txn.answers()));
      case KvAnswer.Nothing _ -> {}
    }
  }

  private int count(List<KvAnswer> answers) {
    int operations = answers.size();
    for (KvAnswer answer : answers) {
      switch (answer) {
        case KvAnswer.Put _ -> metrics.puts().increment();
        case KvAnswer.DeleteRange _ -> metrics.deletes().increment();
        case KvAnswer.Range _ -> range();
        case KvAnswer.Txn txn -> operations += count(txn.answers()) - 1;
        case KvAnswer.Nothing _ -> operations--;
      }
    }
    return operations;
  }

  private void transaction(int operations) {
    if (operations > 1) {
      metrics.txns().increment();
    }
  }
}
