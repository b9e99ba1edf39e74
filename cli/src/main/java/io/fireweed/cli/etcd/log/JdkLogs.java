package io.fireweed.cli.etcd.log;

import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Takes what libraries tell the JDK's logging into the member's log.
final class JdkLogs extends Handler {
  private final SimpleFormatter formatter = new SimpleFormatter();

  @Override
  public void publish(LogRecord event) {
    String name = event.getLoggerName();
    LoggerFactory.getLogger(name == null ? "jdk" : name)
        .atLevel(level(event.getLevel().intValue()))
        .setCause(event.getThrown())
        .log("{}", formatter.formatMessage(event));
  }

  private static Level level(int value) {
    if (value >= java.util.logging.Level.SEVERE.intValue()) {
      return Level.ERROR;
    }
    if (value >= java.util.logging.Level.WARNING.intValue()) {
      return Level.WARN;
    }
    return value >= java.util.logging.Level.INFO.intValue() ? Level.INFO : Level.DEBUG;
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
