package io.fireweed.server.boot;

import io.fireweed.raft.trace.Level;
import io.fireweed.raft.trace.Trace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends the lines of the consensus core to the log.
final class LoggedTrace implements Trace {
  private static final Logger log = LoggerFactory.getLogger(LoggedTrace.class);

  @Override
  public boolean hears(Level level) {
    return log.isEnabledForLevel(of(level));
  }

  @Override
  public void line(Level level, String text) {
    log.atLevel(of(level)).log(text);
  }

  private static org.slf4j.event.Level of(Level level) {
    return switch (level) {
      case DEBUG -> org.slf4j.event.Level.DEBUG;
      case INFO -> org.slf4j.event.Level.INFO;
      case WARN -> org.slf4j.event.Level.WARN;
      case ERROR -> org.slf4j.event.Level.ERROR;
    };
  }
}
