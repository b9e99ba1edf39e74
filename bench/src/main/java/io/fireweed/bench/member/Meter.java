package io.fireweed.bench.member;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/// Time on the clock, and processor time of both sides, from its start on.
final class Meter {
  private static final OperatingSystemMXBean DRIVER =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final Contender contender;
  private final long serverMicros;
  private final long driverNanos = DRIVER.getProcessCpuTime();
  private final long startNanos = System.nanoTime();

  private Meter(Contender contender) throws IOException {
    this.contender = contender;
    this.serverMicros = contender.cpuMicros();
  }

  static Meter start(Contender contender) throws IOException {
    return new Meter(contender);
  }

  /// {@return what so many operations, or events, took since the start}
  Measured measured(Latencies latencies, double operations) throws IOException {
    double nanos = System.nanoTime() - startNanos;
    double count = Math.max(1, operations);
    return new Measured(
        count * 1e9 / nanos,
        latencies.micros(0.5),
        latencies.micros(0.99),
        (contender.cpuMicros() - serverMicros) / count,
        (DRIVER.getProcessCpuTime() - driverNanos) / 1000.0 / count);
  }
}
