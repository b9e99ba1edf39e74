package io.fireweed.server.member;

import io.fireweed.api.rpc.InternalRaftRequest;
import io.fireweed.format.raftlog.ConfChange;
import io.fireweed.server.state.StateReads;
import io.fireweed.storage.apply.Answered;
import io.fireweed.storage.auth.AuthStore.Caller;
import java.util.concurrent.CompletableFuture;

/// A running member. Every method may be called from any thread and returns at once.
///
/// Futures fail with [io.fireweed.server.state.RefusedCall] if the cluster refuses the call, does
/// not answer in the request timeout, or the member stops. They are completed on the member's own
/// thread: whoever is told must be quick.
public interface Member {
  /// {@return the cluster's id}
  long clusterId();

  /// {@return the member's id}
  long id();

  /// {@return how the cluster stands}
  ClusterView cluster();

  /// {@return what is applied}
  StateReads state();

  /// Proposes a request and waits until it is applied here.
  ///
  /// @param request without a header, which is added
  /// @param caller on whose behalf
  CompletableFuture<Answered> propose(InternalRaftRequest.Builder request, Caller caller);

  /// Proposes a change of the members and waits until it is applied here.
  CompletableFuture<Answered> proposeChange(ConfChange change);

  /// {@return completed when everything that any member had acknowledged before can be read here}
  CompletableFuture<Void> readBarrier();

  /// Hands leadership to `target`, and waits until it has it.
  CompletableFuture<Void> moveLeader(long target);
}
