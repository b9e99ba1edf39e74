package io.fireweed.cli.etcdctl;

import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Invocation;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/// `check perf`: whether a cluster keeps up with a rate of writes.
final class CheckPerf {
  private static final Duration DURATION = Duration.ofSeconds(60);
  private static final int KEY_BYTES = 256;
  private static final int VALUE_BYTES = 1024;
  private static final double RATE_SHARE_MIN = 0.9;
  private static final double SLOWEST_MAX_SECONDS = 0.5;
  private static final double DEVIATION_MAX_SECONDS = 0.1;

  private record Load(int writesPerSecond, int clients) {}

  private static final List<Load> LOADS =
      List.of(new Load(150, 50), new Load(1000, 200), new Load(8000, 500), new Load(15_000, 1000));

  private CheckPerf() {}

  static ExitCode run(Invocation call) {
    Load load = CheckCommands.choice(call, LOADS);
    try (Online online = Online.open(call, CheckLoad.answerLimit())) {
      CheckLoad writes = new CheckLoad(call, online);
      writes.requireEmpty();
      writes.write(load.clients(), KEY_BYTES, VALUE_BYTES, paced(load.writesPerSecond()));
      writes.cleanUp();
      return judge(load, writes, online.out());
    }
  }

  /// Lets the next write begin at its time, until the minute is over.
  private static BooleanSupplier paced(int perSecond) {
    long start = System.nanoTime();
    long[] begun = {0};
    return () -> {
      long due = start + begun[0]++ * 1_000_000_000L / perSecond;
      if (due - start >= DURATION.toNanos()) {
        return false;
      }
      try {
        Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
      return System.nanoTime() - start < DURATION.toNanos();
    };
  }

  private static ExitCode judge(Load load, CheckLoad writes, PrintStream out) {
    boolean passed = !writes.tellErrors();
    int rate = (int) writes.writesPerSecond() + 1;
    if (writes.writesPerSecond() / load.writesPerSecond() <= RATE_SHARE_MIN) {
      out.println("FAIL: Throughput too low: " + rate + " writes/s");
      passed = false;
    } else {
      out.println("PASS: Throughput is " + rate + " writes/s");
    }
    if (writes.slowestSeconds() > SLOWEST_MAX_SECONDS) {
      out.println("Slowest request took too long: " + seconds(writes.slowestSeconds()));
      passed = false;
    } else {
      out.println("PASS: Slowest request took " + seconds(writes.slowestSeconds()));
    }
    if (writes.deviationSeconds() > DEVIATION_MAX_SECONDS) {
      out.println("Stddev too high: " + seconds(writes.deviationSeconds()));
      passed = false;
    } else {
      out.println("PASS: Stddev is " + seconds(writes.deviationSeconds()));
    }
    out.println(passed ? "PASS" : "FAIL");
    return passed ? ExitCode.DONE : ExitCode.FAILED;
  }

  private static String seconds(double value) {
    return String.format(Locale.ROOT, "%fs", value);
  }
}
