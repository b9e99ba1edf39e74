package io.fireweed.bench.raft;

import java.util.Collection;
import java.util.Locale;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// `./dev bench raft [forks]`: committed entries per second, and what one allocates.
///
/// Three members work in one thread, so the rate is that of the whole group's work.
public final class RaftBench {
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private final int forks;

  public RaftBench(int forks) {
    this.forks = forks;
  }

  /// @throws IllegalStateException if a benchmark could not be run
  public void run() {
    Options options =
        new OptionsBuilder()
            .include(CommitBenchmark.class.getName())
            .mode(Mode.Throughput)
            .forks(forks)
            .warmupIterations(3)
            .warmupTime(TimeValue.seconds(2))
            .measurementIterations(5)
            .measurementTime(TimeValue.seconds(2))
            .jvmArgsAppend("-Xmx3g", "-XX:+UseSerialGC", "--sun-misc-unsafe-memory-access=allow")
            .addProfiler(GCProfiler.class)
            .verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true)
            .build();
    try {
      print(new Runner(options).run());
    } catch (RunnerException failed) {
      throw new IllegalStateException("a benchmark could not be run", failed);
    }
  }

  private static void print(Collection<RunResult> results) {
    IO.println(
        "| entries of 256 bytes | log length | committed entries/s | ± | bytes allocated/entry |");
    IO.println("|---|---:|---:|---:|---:|");
    for (RunResult result : results) {
      Result<?> rate = result.getPrimaryResult();
      Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
      String[] name = result.getParams().getBenchmark().split("\\.");
      IO.println(
          String.format(
              Locale.ROOT,
              "| %s | %,d | %,.0f | %,.0f | %,.0f |",
              name[name.length - 1],
              Integer.parseInt(result.getParams().getParam("logEntries")),
              rate.getScore(),
              rate.getScoreError(),
              allocated == null ? Double.NaN : allocated.getScore()));
    }
  }
}
