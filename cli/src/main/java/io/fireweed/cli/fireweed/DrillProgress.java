package io.fireweed.cli.fireweed;

import io.fireweed.cli.command.ProgressLine;
import io.fireweed.cli.command.Terminal;
import io.fireweed.recovery.drill.DrillWatch;

/// Shows on a terminal what a drill is doing, in one line that goes away; long steps tell how far
/// they are wherever the output goes.
final class DrillProgress implements DrillWatch, AutoCloseable {
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final Terminal terminal;
  private final ProgressLine line;

  DrillProgress(Terminal terminal) {
    this.terminal = terminal;
    this.line = new ProgressLine(terminal, System::nanoTime);
  }

  @Override
  public void begin(String what) {
    if (terminal.interactive()) {
      terminal.err().print(CLEAR_LINE + what + " …");
      terminal.err().flush();
    }
  }

  @Override
  public void update(String step, long done, long total, Unit unit) {
    line.update(step, done, total, unit);
  }

  @Override
  public void close() {
    line.close();
    if (terminal.interactive()) {
      terminal.err().print(CLEAR_LINE);
      terminal.err().flush();
    }
  }
}
