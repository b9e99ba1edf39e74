package io.fireweed.server.lease;

import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.InternalRaftRequest;
import io.fireweed.api.rpc.LeaseCheckpoint;
import io.fireweed.api.rpc.LeaseCheckpointRequest;
import io.fireweed.api.rpc.LeaseRevokeRequest;
import io.fireweed.format.wire.Bytes;
import io.fireweed.server.member.ClusterView;
import io.fireweed.server.member.Member;
import io.fireweed.server.state.RefusedCall;
import io.fireweed.storage.apply.Answered;
import io.fireweed.storage.apply.ApplyResult;
import io.fireweed.storage.apply.ApplyResult.Remaining;
import io.fireweed.storage.auth.AuthStore.Caller;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Orders as entries of the log, in the name of root.
public final class ProposedLeases implements LeaseOrders {
  private static final Bytes ROOT = Bytes.ofUtf8("root");

  private final Member member;

  public ProposedLeases(Member member) {
    this.member = member;
  }

  /// A member that led a while ago may not know yet that a lease was renewed elsewhere: it must
  /// hear from the others that it still leads.
  @Override
  public CompletableFuture<?> revoke(long id) {
    ClusterView before = member.cluster();
    return member
        .readBarrier()
        .thenCompose(
            _ -> {
              ClusterView now = member.cluster();
              return now.leader() == member.id() && now.term() == before.term()
                  ? propose(
                      InternalRaftRequest.newBuilder()
                          .setLeaseRevoke(LeaseRevokeRequest.newBuilder().setID(id)))
                  : CompletableFuture.failedFuture(new RefusedCall(EtcdError.NOT_LEADER));
            });
  }

  @Override
  public CompletableFuture<?> checkpoint(List<Remaining> leases) {
    LeaseCheckpointRequest.Builder request = LeaseCheckpointRequest.newBuilder();
    for (Remaining lease : leases) {
      request.addCheckpoints(
          LeaseCheckpoint.newBuilder().setID(lease.id()).setRemainingTTL(lease.ttlSeconds()));
    }
    return propose(InternalRaftRequest.newBuilder().setLeaseCheckpoint(request));
  }

  private CompletableFuture<Answered> propose(InternalRaftRequest.Builder request) {
    Caller root =
        member
            .state()
            .look(
                tables ->
                    tables.auth().isEnabled()
                        ? new Caller(ROOT, tables.auth().revision())
                        : Caller.NOBODY);
    return member
        .propose(request, root)
        .thenApply(
            answered -> {
              if (answered.result() instanceof ApplyResult.Rejected(EtcdError error)
                  && error != EtcdError.LEASE_NOT_FOUND) {
                throw new RefusedCall(error);
              }
              return answered;
            });
  }
}
