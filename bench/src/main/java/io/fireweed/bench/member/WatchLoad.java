package io.fireweed.bench.member;

import com.google.protobuf.InvalidProtocolBufferException;
import io.fireweed.api.rpc.WatchResponse;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Many watchers, and one writer that waits until all who watch a key were told.
final class WatchLoad {
  private static final int STREAMS = 16;
  private static final int LIMIT_SECONDS = 60;

  private static final MethodDescriptor<byte[], byte[]> WATCH =
      Driver.method("Watch/Watch", MethodDescriptor.MethodType.BIDI_STREAMING);

  private final Contender contender;
  private final Semaphore told = new Semaphore(0);
  private final List<ClientCall<byte[], byte[]>> streams = new ArrayList<>();

  WatchLoad(Contender contender) {
    this.contender = contender;
  }

  /// All watch the same key.
  Measured oneKey(int watchers, Duration span) throws IOException {
    return run(watchers, span, 1);
  }

  /// Each watches a key of its own.
  Measured manyKeys(int watchers, Duration span) throws IOException {
    return run(watchers, span, watchers);
  }

  private Measured run(int watchers, Duration span, int keys) throws IOException {
    for (int i = 0; i < STREAMS; i++) {
      streams.add(open(i));
    }
    for (int i = 0; i < watchers; i++) {
      streams.get(i % STREAMS).sendMessage(Requests.watch("watched", i % keys));
    }
    acquire(watchers);
    Latencies latencies = new Latencies();
    int eventsEach = watchers / keys;
    Meter meter = Meter.start(contender);
    long start = System.nanoTime();
    int puts = 0;
    while (System.nanoTime() - start < span.toNanos()) {
      long before = System.nanoTime();
      contender
          .driver()
          .ask(Driver.unary("KV/Put"), Requests.put("watched", (int) (puts * 7919L % keys)));
      acquire(eventsEach);
      latencies.add(System.nanoTime() - before);
      puts++;
    }
    Measured measured = meter.measured(latencies, (double) puts * eventsEach);
    streams.forEach(stream -> stream.cancel("over", null));
    Load.pause(Duration.ofMillis(300)); // the server forgets them
    return measured;
  }

  private ClientCall<byte[], byte[]> open(int client) {
    ClientCall<byte[], byte[]> call = contender.driver().open(client, WATCH);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(byte[] message) {
            call.request(1);
            told.release(news(message));
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            told.release(0);
          }
        },
        new Metadata());
    call.request(64);
    return call;
  }

  /// {@return the events, and created watches, of which a message tells}
  private static int news(byte[] message) {
    try {
      WatchResponse response = WatchResponse.parseFrom(message);
      return response.getEventsCount() + (response.getCreated() ? 1 : 0);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private void acquire(int permits) {
    try {
      if (!told.tryAcquire(permits, LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            contender.name() + ": " + told.availablePermits() + " of " + permits + " events came");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
