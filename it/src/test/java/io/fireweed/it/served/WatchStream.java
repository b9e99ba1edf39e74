package io.fireweed.it.served;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.api.rpc.WatchCancelRequest;
import io.fireweed.api.rpc.WatchCreateRequest;
import io.fireweed.api.rpc.WatchGrpc;
import io.fireweed.api.rpc.WatchProgressRequest;
import io.fireweed.api.rpc.WatchRequest;
import io.fireweed.api.rpc.WatchResponse;
import io.fireweed.api.rpc.mvcc.Event;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// An open stream of watches: what arrives is taken one by one.
public final class WatchStream implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final BlockingQueue<WatchResponse> arrived = new LinkedBlockingQueue<>();
  private final CompletableFuture<Status> end = new CompletableFuture<>();
  private final ClientCallStreamObserver<WatchRequest> requests;

  WatchStream(Channel channel) {
    ClientCall<WatchRequest, WatchResponse> call =
        channel.newCall(WatchGrpc.getWatchMethod(), io.grpc.CallOptions.DEFAULT);
    requests =
        (ClientCallStreamObserver<WatchRequest>)
            ClientCalls.asyncBidiStreamingCall(call, new Receiver());
  }

  private final class Receiver implements ClientResponseObserver<WatchRequest, WatchResponse> {
    @Override
    public void beforeStart(ClientCallStreamObserver<WatchRequest> stream) {
      // Nothing to set: messages are asked for one after the other.
    }

    @Override
    public void onNext(WatchResponse response) {
      arrived.add(response);
    }

    @Override
    public void onError(Throwable failure) {
      end.complete(Status.fromThrowable(failure));
    }

    @Override
    public void onCompleted() {
      end.complete(Status.OK);
    }
  }

  public void create(WatchCreateRequest.Builder request) {
    requests.onNext(WatchRequest.newBuilder().setCreateRequest(request).build());
  }

  /// {@return the answer to a create request, which must be the next to arrive}
  public WatchResponse created(WatchCreateRequest.Builder request) {
    create(request);
    WatchResponse response = next();
    assertThat(response.getCreated()).as("%s", response).isTrue();
    return response;
  }

  public void cancel(long watchId) {
    requests.onNext(
        WatchRequest.newBuilder()
            .setCancelRequest(WatchCancelRequest.newBuilder().setWatchId(watchId))
            .build());
  }

  public void askProgress() {
    requests.onNext(
        WatchRequest.newBuilder()
            .setProgressRequest(WatchProgressRequest.getDefaultInstance())
            .build());
  }

  /// Sends any request.
  public void send(WatchRequest request) {
    requests.onNext(request);
  }

  /// {@return the next response, if one arrives in the time given}
  public Optional<WatchResponse> poll(Duration limit) {
    try {
      return Optional.ofNullable(arrived.poll(limit.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// {@return the next response, which must arrive}
  public WatchResponse next() {
    return poll(LIMIT)
        .orElseThrow(() -> new AssertionError("no response; the stream: " + end.getNow(Status.OK)));
  }

  /// {@return the next events, at least `count`}
  public List<Event> events(int count) {
    List<Event> events = new ArrayList<>();
    while (events.size() < count) {
      events.addAll(next().getEventsList());
    }
    return events;
  }

  /// Asserts that nothing arrives.
  public void silent(Duration span) {
    Optional<WatchResponse> response = poll(span);
    assertThat(response).isEmpty();
  }

  /// Says that no more requests come.
  public void halfClose() {
    requests.onCompleted();
  }

  /// {@return how the stream ended, which it must}
  public Refusal end() {
    try {
      return Refusal.of(end.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS));
    } catch (Exception e) {
      throw new AssertionError("the stream did not end", e);
    }
  }

  @Override
  public void close() {
    requests.cancel("closed", null);
  }
}
