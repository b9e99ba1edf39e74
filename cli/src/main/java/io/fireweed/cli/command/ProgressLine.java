package io.fireweed.cli.command;

import io.fireweed.cli.print.Humanize;
import io.fireweed.recovery.Progress;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/// Progress on standard error: one line that redraws itself on a terminal, else one line every ten
/// seconds. It shows the share done, the rate and the time left.
public final class ProgressLine implements Progress, AutoCloseable {
  private static final long REDRAW_NANOS = Duration.ofMillis(200).toNanos();
  private static final long LINE_NANOS = Duration.ofSeconds(10).toNanos();
  private static final double NANOS_PER_SECOND = 1e9;
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final Terminal terminal;
  private final LongSupplier nanoTime;
  private String step = "";
  private long stepStart;
  private long lastShown;
  private boolean drawn;

  /// @param nanoTime the clock, as `System::nanoTime`
  public ProgressLine(Terminal terminal, LongSupplier nanoTime) {
    this.terminal = terminal;
    this.nanoTime = nanoTime;
  }

  @Override
  public synchronized void update(String name, long done, long total, Unit unit) {
    long now = nanoTime.getAsLong();
    if (!name.equals(step)) {
      step = name;
      stepStart = now;
      lastShown = now;
      return;
    }
    if (now - lastShown < (terminal.interactive() ? REDRAW_NANOS : LINE_NANOS)) {
      return;
    }
    lastShown = now;
    String line = describe(done, total, unit, now - stepStart);
    if (terminal.interactive()) {
      terminal.err().print(CLEAR_LINE + line);
      terminal.err().flush();
      drawn = true;
    } else {
      terminal.err().println(line);
    }
  }

  private String describe(long done, long total, Unit unit, long nanos) {
    double rate = nanos <= 0 ? 0 : done / (nanos / NANOS_PER_SECOND);
    StringBuilder line = new StringBuilder(step).append(": ").append(amount(done, unit));
    if (total > 0) {
      line.append(" of ").append(amount(total, unit));
      line.append(String.format(Locale.ROOT, ", %d %%", Math.min(100, done * 100 / total)));
    }
    line.append(", ").append(amount((long) rate, unit)).append("/s");
    if (rate > 0 && total > done) {
      long seconds = (long) Math.ceil((total - done) / rate);
      line.append(", ").append(seconds).append(" s left");
    }
    return line.toString();
  }

  private static String amount(long value, Unit unit) {
    return switch (unit) {
      case BYTES -> String.format(Locale.ROOT, "%.1f MiB", value / (double) (1 << 20));
      case REVISIONS -> Humanize.count(value, "revision");
      case ITEMS -> Long.toString(value);
    };
  }

  /// Removes the line.
  @Override
  public synchronized void close() {
    if (drawn) {
      terminal.err().print(CLEAR_LINE);
      terminal.err().flush();
    }
  }
}
