package io.fireweed.storage.apply;

import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.Compare;
import io.fireweed.api.rpc.DeleteRangeRequest;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.api.rpc.RequestOp;
import io.fireweed.api.rpc.TxnRequest;
import java.util.List;
import java.util.Optional;

/// What a request on keys must satisfy before it is proposed or read, whatever the state.
public final class RequestCheck {
  private RequestCheck() {}

  public static Optional<EtcdError> refuse(RangeRequest range) {
    if (range.getKey().isEmpty()) {
      return Optional.of(EtcdError.EMPTY_KEY);
    }
    boolean sortable =
        range.getSortOrder() != RangeRequest.SortOrder.UNRECOGNIZED
            && range.getSortTarget() != RangeRequest.SortTarget.UNRECOGNIZED;
    return sortable ? Optional.empty() : Optional.of(EtcdError.INVALID_SORT_OPTION);
  }

  public static Optional<EtcdError> refuse(PutRequest put) {
    if (put.getKey().isEmpty()) {
      return Optional.of(EtcdError.EMPTY_KEY);
    }
    if (put.getIgnoreValue() && !put.getValue().isEmpty()) {
      return Optional.of(EtcdError.VALUE_PROVIDED);
    }
    if (put.getIgnoreLease() && put.getLease() != 0) {
      return Optional.of(EtcdError.LEASE_PROVIDED);
    }
    return Optional.empty();
  }

  public static Optional<EtcdError> refuse(DeleteRangeRequest delete) {
    return delete.getKey().isEmpty() ? Optional.of(EtcdError.EMPTY_KEY) : Optional.empty();
  }

  /// @param maxOperations compares, or operations in one branch; nested transactions share what
  ///     their parent's longest list leaves
  public static Optional<EtcdError> refuse(TxnRequest txn, int maxOperations) {
    return refuseShape(txn, maxOperations)
        .or(() -> PutOverlap.refuse(txn.getSuccessList()))
        .or(() -> PutOverlap.refuse(txn.getFailureList()));
  }

  /// {@return whether a transaction is answered as a read: its branches hold ranges only}
  public static boolean isReadOnly(TxnRequest txn) {
    return txn.getSuccessList().stream().allMatch(RequestOp::hasRequestRange)
        && txn.getFailureList().stream().allMatch(RequestOp::hasRequestRange);
  }

  /// {@return whether a transaction that is read only may be answered without asking the leader}
  public static boolean isSerializable(TxnRequest txn) {
    return txn.getSuccessList().stream().allMatch(op -> op.getRequestRange().getSerializable())
        && txn.getFailureList().stream().allMatch(op -> op.getRequestRange().getSerializable());
  }

  private static Optional<EtcdError> refuseShape(TxnRequest txn, int maxOperations) {
    int longest =
        Math.max(txn.getCompareCount(), Math.max(txn.getSuccessCount(), txn.getFailureCount()));
    if (longest > maxOperations) {
      return Optional.of(EtcdError.TOO_MANY_OPS);
    }
    for (Compare compare : txn.getCompareList()) {
      if (compare.getKey().isEmpty()) {
        return Optional.of(EtcdError.EMPTY_KEY);
      }
    }
    for (List<RequestOp> branch : List.of(txn.getSuccessList(), txn.getFailureList())) {
      for (RequestOp operation : branch) {
        Optional<EtcdError> refused = refuse(operation, maxOperations - longest);
        if (refused.isPresent()) {
          return refused;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<EtcdError> refuse(RequestOp operation, int maxOperations) {
    return switch (operation.getRequestCase()) {
      case REQUEST_RANGE -> refuse(operation.getRequestRange());
      case REQUEST_PUT -> refuse(operation.getRequestPut());
      case REQUEST_DELETE_RANGE -> refuse(operation.getRequestDeleteRange());
      case REQUEST_TXN -> refuseShape(operation.getRequestTxn(), maxOperations);
      case REQUEST_NOT_SET -> Optional.of(EtcdError.KEY_NOT_FOUND);
    };
  }
}
