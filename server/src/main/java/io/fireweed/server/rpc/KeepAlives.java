package io.fireweed.server.rpc;

import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.LeaseKeepAliveRequest;
import io.fireweed.api.rpc.LeaseKeepAliveResponse;
import io.fireweed.api.rpc.ResponseHeader;
import io.fireweed.server.auth.Rights;
import io.fireweed.server.lease.Lessor;
import io.fireweed.server.lease.Renewal;
import io.fireweed.server.state.RefusedCall;
import io.fireweed.storage.auth.AuthStore.Caller;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;

/// One stream of renewals: a reply to each request, in order.
///
/// The next request is taken when the reply to the last one is on its way, so a client that sends
/// and does not read costs two messages of memory.
final class KeepAlives implements StreamObserver<LeaseKeepAliveRequest> {
  private final ServerCallStreamObserver<LeaseKeepAliveResponse> call;
  private final Rights rights;
  private final LeaseRights leaseRights;
  private final Lessor lessor;
  private final Headers headers;

  /// Guards the fields below and the order of what goes to `call`.
  private final Object lock = new Object();

  private boolean answering;
  private boolean halfClosed;
  private boolean over;
  private boolean asked = true;

  KeepAlives(
      ServerCallStreamObserver<LeaseKeepAliveResponse> call,
      Rights rights,
      LeaseRights leaseRights,
      Lessor lessor,
      Headers headers) {
    this.call = call;
    this.rights = rights;
    this.leaseRights = leaseRights;
    this.lessor = lessor;
    this.headers = headers;
    call.disableAutoRequest();
    call.setOnReadyHandler(this::askForMore);
    call.setOnCancelHandler(this::end);
    call.request(1);
  }

  private void end() {
    synchronized (lock) {
      over = true;
    }
  }

  /// Takes the next request if the last one is answered and the client reads.
  private void askForMore() {
    synchronized (lock) {
      if (over || answering || asked || halfClosed || !call.isReady()) {
        return;
      }
      asked = true;
    }
    call.request(1);
  }

  /// The header is taken before the renewal: a revision at which the lease was revoked must not
  /// come with a renewal that went before it.
  @Override
  public void onNext(LeaseKeepAliveRequest request) {
    synchronized (lock) {
      asked = false;
      answering = true;
    }
    guarded(
        () -> {
          ResponseHeader header = headers.now();
          Caller caller = rights.caller();
          rights.requireUser(caller);
          leaseRights.requireWrite(caller, request.getID());
          settle(request.getID(), header, lessor.renew(request.getID()));
        });
  }

  private void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error failure) {
      refuse(failure);
    }
  }

  private void settle(long id, ResponseHeader header, Renewal renewal) {
    switch (renewal) {
      case Renewal.Renewed(long ttlSeconds) -> reply(id, header, ttlSeconds);
      case Renewal.Unknown _ -> reply(id, header, 0);
      case Renewal.Elsewhere _ -> refuse(new RefusedCall(EtcdError.NOT_PRIMARY_LESSOR));
      case Renewal.Pending(CompletableFuture<Renewal> outcome) -> {
        var _ =
            outcome.whenComplete(
                (decided, failure) -> {
                  if (failure == null) {
                    guarded(() -> settle(id, header, decided));
                  } else {
                    refuse(failure);
                  }
                });
      }
    }
  }

  private void reply(long id, ResponseHeader header, long ttlSeconds) {
    LeaseKeepAliveResponse response =
        LeaseKeepAliveResponse.newBuilder().setHeader(header).setID(id).setTTL(ttlSeconds).build();
    synchronized (lock) {
      answering = false;
      if (over) {
        return;
      }
      call.onNext(response);
      if (halfClosed) {
        over = true;
        call.onCompleted();
        return;
      }
    }
    askForMore();
  }

  private void refuse(Throwable failure) {
    synchronized (lock) {
      answering = false;
      if (!over) {
        over = true;
        Ending.refuse(call, failure);
      }
    }
  }

  @Override
  public void onError(Throwable gone) {
    end();
  }

  @Override
  public void onCompleted() {
    synchronized (lock) {
      halfClosed = true;
      if (!answering && !over) {
        over = true;
        call.onCompleted();
      }
    }
  }
}
