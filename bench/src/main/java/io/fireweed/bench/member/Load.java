package io.fireweed.bench.member;

import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;

/// A number of clients, each with one call in flight, until the time is over.
final class Load {
  private final Contender contender;
  private final MethodDescriptor<byte[], byte[]> method;
  private final IntFunction<byte[]> requests;
  private final Latencies latencies = new Latencies();
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicReference<Status> failure = new AtomicReference<>(Status.OK);

  /// @param requests gives the next request of a client
  Load(Contender contender, MethodDescriptor<byte[], byte[]> method, IntFunction<byte[]> requests) {
    this.contender = contender;
    this.method = method;
    this.requests = requests;
  }

  Measured run(int clients, Duration span) throws IOException {
    long cpu = contender.cpuMicros();
    long start = System.nanoTime();
    CountDownLatch ended = begin(clients);
    pause(span);
    over.set(true);
    await(ended);
    long nanos = System.nanoTime() - start;
    check();
    long count = Math.max(1, latencies.count());
    return new Measured(
        count * 1e9 / nanos,
        latencies.micros(0.5),
        latencies.micros(0.99),
        (double) (contender.cpuMicros() - cpu) / count);
  }

  private CountDownLatch begin(int clients) {
    CountDownLatch ended = new CountDownLatch(clients);
    for (int i = 0; i < clients; i++) {
      next(i, ended);
    }
    return ended;
  }

  private void check() {
    if (!failure.get().isOk()) {
      throw new IllegalStateException(contender.name() + ": " + failure.get());
    }
  }

  private void next(int client, CountDownLatch ended) {
    long start = System.nanoTime();
    contender
        .driver()
        .call(
            client,
            method,
            requests.apply(client),
            (status, _) -> {
              latencies.add(System.nanoTime() - start);
              if (!status.isOk()) {
                failure.set(status);
                over.set(true);
              }
              if (over.get()) {
                ended.countDown();
              } else {
                next(client, ended);
              }
            });
  }

  static void pause(Duration span) {
    try {
      Thread.sleep(span);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
