package io.fireweed.bench.member;

import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// Puts at a fixed rate, whether or not those before are answered: the same work for a fast server
/// and a slow one, and a server that stands still is met by every put that falls due meanwhile.
final class SteadyWriter implements AutoCloseable {
  static final int PER_SECOND = 1_000;

  private static final MethodDescriptor<byte[], byte[]> PUT = Driver.unary("KV/Put");

  private final Driver driver;
  private final Latencies latencies = new Latencies();
  private final AtomicReference<Status> failure = new AtomicReference<>(Status.OK);
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private int sent;

  private SteadyWriter(Driver driver) {
    this.driver = driver;
  }

  static SteadyWriter start(Driver driver) {
    SteadyWriter writer = new SteadyWriter(driver);
    long periodNanos = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
    var _ =
        writer.clock.scheduleAtFixedRate(
            writer::put, periodNanos, periodNanos, TimeUnit.NANOSECONDS);
    return writer;
  }

  private void put() {
    long start = System.nanoTime();
    int client = sent++;
    driver.call(
        client,
        PUT,
        Requests.put(client),
        (status, _) -> {
          latencies.add(System.nanoTime() - start);
          if (!status.isOk()) {
            failure.compareAndSet(Status.OK, status);
          }
        });
  }

  /// Ends the writes. {@return what those that are answered waited, the slowest hundredth}
  double end() {
    clock.close();
    if (!failure.get().isOk()) {
      throw new IllegalStateException("put: " + failure.get());
    }
    return latencies.micros(0.99);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
