package io.fireweed.server.rpc;

import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.AlarmRequest;
import io.fireweed.api.rpc.AlarmType;
import io.fireweed.api.rpc.InternalRaftRequest;
import io.fireweed.api.rpc.LeaseGrantRequest;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.RequestOp;
import io.fireweed.api.rpc.TxnRequest;
import io.fireweed.server.member.Member;
import io.fireweed.server.state.RefusedCall;
import io.fireweed.storage.auth.AuthStore.Caller;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/// Refuses what would let the db outgrow its quota, and raises the alarm that tells everyone.
///
/// | request | cost in bytes |
/// |---|---|
/// | put | key + value + 256 |
/// | lease grant | 64 |
/// | txn | the larger of its branches' puts |
///
/// A request goes on if `size of the db + cost < quota`.
///
/// Source: etcd storage/quota.go, 3.7.1.
public final class Quota {
  private static final long ROW_BYTES = 256;
  private static final long LEASE_BYTES = 64;

  private final Member member;
  private final LongSupplier dbBytes;
  private final long quotaBytes;

  /// @param dbBytes how large the db is now
  /// @param quotaBytes [Long#MAX_VALUE] for none
  public Quota(Member member, LongSupplier dbBytes, long quotaBytes) {
    this.member = member;
    this.dbBytes = dbBytes;
    this.quotaBytes = quotaBytes;
  }

  /// {@return the limit in bytes}
  public long quotaBytes() {
    return quotaBytes;
  }

  /// {@return where there is no room for it, what fails once the alarm stands}
  <T> Optional<CompletableFuture<T>> refusal(PutRequest put) {
    return refusal(cost(put));
  }

  /// {@return where there is no room for it, what fails once the alarm stands}
  <T> Optional<CompletableFuture<T>> refusal(TxnRequest txn) {
    long cost = cost(txn);
    return cost > 0 ? refusal(cost) : Optional.empty();
  }

  /// {@return where there is no room for it, what fails once the alarm stands}
  <T> Optional<CompletableFuture<T>> refusal(LeaseGrantRequest grant) {
    return refusal(LEASE_BYTES);
  }

  private <T> Optional<CompletableFuture<T>> refusal(long cost) {
    if (quotaBytes == Long.MAX_VALUE || dbBytes.getAsLong() + cost < quotaBytes) {
      return Optional.empty();
    }
    AlarmRequest alarm =
        AlarmRequest.newBuilder()
            .setMemberID(member.id())
            .setAction(AlarmRequest.AlarmAction.ACTIVATE)
            .setAlarm(AlarmType.NOSPACE)
            .build();
    return Optional.of(
        member
            .propose(InternalRaftRequest.newBuilder().setAlarm(alarm), Caller.NOBODY)
            .handle(
                (_, _) -> {
                  throw new RefusedCall(EtcdError.NO_SPACE);
                }));
  }

  private static long cost(PutRequest put) {
    return put.getKey().size() + put.getValue().size() + ROW_BYTES;
  }

  private static long cost(TxnRequest txn) {
    return Math.max(cost(txn.getSuccessList()), cost(txn.getFailureList()));
  }

  private static long cost(List<RequestOp> operations) {
    long cost = 0;
    for (RequestOp operation : operations) {
      if (operation.hasRequestPut()) {
        cost += cost(operation.getRequestPut());
      }
    }
    return cost;
  }
}
