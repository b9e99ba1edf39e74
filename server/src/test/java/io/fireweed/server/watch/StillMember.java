package io.fireweed.server.watch;

import io.fireweed.api.rpc.InternalRaftRequest;
import io.fireweed.format.raftlog.ConfChange;
import io.fireweed.server.member.ClusterView;
import io.fireweed.server.member.Member;
import io.fireweed.server.state.StateReads;
import io.fireweed.storage.apply.Answered;
import io.fireweed.storage.auth.AuthStore.Caller;
import java.util.concurrent.CompletableFuture;

/// A member of which one can see only how its cluster stands.
final class StillMember implements Member {
  volatile long leader = 2;

  @Override
  public long clusterId() {
    return 0x8000000000000001L;
  }

  @Override
  public long id() {
    return 2;
  }

  @Override
  public ClusterView cluster() {
    return new ClusterView(3, leader, 9, 9, ClusterView.Role.VOTER);
  }

  @Override
  public StateReads state() {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<Answered> propose(InternalRaftRequest.Builder request, Caller caller) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<Answered> proposeChange(ConfChange change) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<Void> readBarrier() {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<Void> moveLeader(long target) {
    throw new UnsupportedOperationException();
  }
}
