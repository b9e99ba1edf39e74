package io.fireweed.server.rpc;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.lock.LockGrpc;
import io.fireweed.api.rpc.lock.LockRequest;
import io.fireweed.api.rpc.lock.LockResponse;
import io.fireweed.api.rpc.lock.UnlockRequest;
import io.fireweed.api.rpc.lock.UnlockResponse;
import io.fireweed.format.fault.UnavailableException;
import io.fireweed.storage.apply.Answered;
import io.grpc.stub.StreamObserver;

/// etcd's Lock service: the oldest key under a name holds the lock.
///
/// The key is the name, `/`, and the lease in hex; it lives as long as the lease, and whoever knows
/// it can unlock. A client without a lease gets one of 60 seconds that nobody keeps alive.
public final class LockService extends LockGrpc.LockImplBase {
  private final PatientCalls calls;
  private final Headers headers;

  public LockService(PatientCalls calls) {
    this.calls = calls;
    this.headers = new Headers(calls.member());
  }

  @Override
  public void lock(LockRequest request, StreamObserver<LockResponse> call) {
    calls.handle(call, client -> lock(client, request, call));
  }

  private void lock(LocalClient client, LockRequest request, StreamObserver<LockResponse> call)
      throws InterruptedException {
    Candidate candidate =
        Candidate.enter(client, request.getName(), request.getLease(), ByteString.EMPTY);
    long revision = candidate.awaitTurn(client);
    if (client.get(candidate.key()).rows().isEmpty()) {
      throw new UnavailableException("mutex: session is expired");
    }
    Ending.with(
        call,
        LockResponse.newBuilder().setHeader(headers.at(revision)).setKey(candidate.key()).build());
  }

  @Override
  public void unlock(UnlockRequest request, StreamObserver<UnlockResponse> call) {
    calls.handle(
        call,
        client -> {
          Answered answered = client.delete(request.getKey());
          Ending.with(
              call, UnlockResponse.newBuilder().setHeader(headers.at(answered.revision())).build());
        });
  }
}
