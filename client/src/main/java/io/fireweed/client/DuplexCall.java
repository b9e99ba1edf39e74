package io.fireweed.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One stream in both directions, read by waiting for the next answer.
///
/// At most [#AHEAD_MAX] answers wait in memory: the member is slowed down by a reader that is.
/// Any thread may send; one thread reads.
final class DuplexCall<Q, A> implements AutoCloseable {
  private static final int AHEAD_MAX = 16;

  /// What arrives: an answer, or the end.
  private sealed interface Arrival<A> {
    record Answer<A>(A message) implements Arrival<A> {}

    record End<A>(Status status) implements Arrival<A> {}
  }

  private final ClientCall<Q, A> call;
  private final BlockingQueue<Arrival<A>> arrivals = new LinkedBlockingQueue<>();

  private DuplexCall(ClientCall<Q, A> call) {
    this.call = call;
  }

  static <Q, A> DuplexCall<Q, A> open(Channel channel, MethodDescriptor<Q, A> method) {
    ClientCall<Q, A> call = channel.newCall(method, CallOptions.DEFAULT);
    DuplexCall<Q, A> duplex = new DuplexCall<>(call);
    call.start(duplex.new Listener(), new Metadata());
    call.request(AHEAD_MAX);
    return duplex;
  }

  /// Sends a question, or keeps it until the connection is made. After the end it is dropped: the
  /// reader learns why.
  void send(Q question) {
    synchronized (call) {
      try {
        call.sendMessage(question);
      } catch (IllegalStateException ended) {
        // The call was cancelled meanwhile, which the reader is told by the next arrival.
        call.cancel("ended", ended);
      }
    }
  }

  /// {@return the next answer; nothing when none came in time}
  ///
  /// @throws StatusRuntimeException when the stream has ended; UNAVAILABLE when it did so in peace
  Optional<A> next(Duration limit) throws InterruptedException {
    Arrival<A> arrival = arrivals.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
    return switch (arrival) {
      case null -> Optional.empty();
      case Arrival.Answer<A>(A message) -> {
        call.request(1);
        yield Optional.of(message);
      }
      case Arrival.End<A>(Status status) -> {
        arrivals.add(arrival);
        throw status.asRuntimeException();
      }
    };
  }

  @Override
  public void close() {
    call.cancel("closed", null);
  }

  private final class Listener extends ClientCall.Listener<A> {
    @Override
    public void onMessage(A message) {
      arrivals.add(new Arrival.Answer<>(message));
    }

    @Override
    public void onClose(Status status, @Nullable Metadata trailers) {
      arrivals.add(
          new Arrival.End<>(
              status.isOk() ? Status.UNAVAILABLE.withDescription("the stream ended") : status));
    }
  }
}
