package io.fireweed.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.cli.command.CommandLine;
import io.fireweed.cli.command.Dialect;
import io.fireweed.cli.command.Terminal;
import io.fireweed.cli.etcdutl.EtcdUtl;
import io.fireweed.cli.fireweed.Fireweed;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;

/// A program of this project, called inside this process just as its `main` would be.
enum Tool {
  ETCDUTL,
  FIREWEED;

  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final Pattern TRACE = Pattern.compile("(?m)^\\s+at [\\w.$/]+\\(");

  /// Bytes one call may allocate on the heap, whatever it is given: live or not, of all threads.
  private static final long MAX_ALLOCATED = 64 << 20;

  /// A file of a few dozen kilobytes is judged within this.
  private static final Duration MAX_TIME = Duration.ofSeconds(10);

  /// What a call printed and how it ended.
  record Said(String call, int exit, String out, String err, long nanos, long allocatedBytes) {
    /// {@return everything printed, the results first}
    String text() {
      return out + err;
    }

    /// Refuses what no user may ever see or suffer, whether the call succeeded or not.
    Said isCivil() {
      assertThat(text())
          .as(call)
          .doesNotContain("defect in this program")
          .doesNotContain("Exception")
          .doesNotContainPattern(TRACE);
      assertThat(allocatedBytes).as("allocated by " + call).isLessThan(MAX_ALLOCATED);
      assertThat(nanos).as("nanoseconds of " + call).isLessThan(MAX_TIME.toNanos());
      return this;
    }

    /// {@return whether it ended well}
    boolean calledGood() {
      return exit == 0;
    }
  }

  /// {@return what the program said to these words}
  Said run(Object... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    String[] texts = Arrays.stream(words).map(Object::toString).toArray(String[]::new);
    String call = name().toLowerCase(java.util.Locale.ROOT) + " " + String.join(" ", texts);
    long allocated = THREADS.getTotalThreadAllocatedBytes();
    long start = System.nanoTime();
    int exit;
    try (PrintStream outStream = new PrintStream(out, false, StandardCharsets.UTF_8);
        PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8)) {
      Terminal terminal = new Terminal(outStream, errStream, false, Map.of());
      exit =
          switch (this) {
            case ETCDUTL -> new CommandLine(EtcdUtl.program(), Dialect.ETCD, terminal).run(texts);
            case FIREWEED ->
                new CommandLine(Fireweed.program(), Dialect.FIREWEED, terminal).run(texts);
          };
    } catch (RuntimeException | Error crash) {
      throw new AssertionError("crash of: " + call, crash);
    }
    return new Said(
        call,
        exit,
        out.toString(StandardCharsets.UTF_8),
        err.toString(StandardCharsets.UTF_8),
        System.nanoTime() - start,
        THREADS.getTotalThreadAllocatedBytes() - allocated);
  }
}
