package io.fireweed.bench.member;

import io.fireweed.bench.http2.UnaryLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.function.IntFunction;

/// A number of clients, each with one call in flight, until the time is over.
final class Load {
  private final Contender contender;
  private final String method;
  private final IntFunction<byte[]> requests;
  private final Latencies latencies = new Latencies();

  /// @param method `Service/Method`
  /// @param requests gives the next request of a client
  Load(Contender contender, String method, IntFunction<byte[]> requests) {
    this.contender = contender;
    this.method = Driver.PACKAGE + method;
    this.requests = requests;
  }

  Measured run(int clients, Duration span) throws IOException {
    try (UnaryLoop loop =
        UnaryLoop.connect(contender.address(), method, clients, requests, latencies::add)) {
      Meter meter = Meter.start(contender);
      loop.run(span);
      return meter.measured(latencies, latencies.count());
    } catch (IOException e) {
      throw new IOException(contender.name() + ": " + method + ": " + e.getMessage(), e);
    }
  }

  static void pause(Duration span) {
    try {
      Thread.sleep(span);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
