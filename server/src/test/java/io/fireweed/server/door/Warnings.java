package io.fireweed.server.door;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// What libraries warn of while it is open. In tests they log through the JDK.
public final class Warnings implements AutoCloseable {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Logger logger;
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
            lines.add(line.getLoggerName() + ": " + line.getMessage());
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private Warnings(Logger logger) {
    this.logger = logger;
    logger.addHandler(handler);
  }

  /// {@return a record of what a logger and those below it warn of}
  public static Warnings of(String logger) {
    return new Warnings(Logger.getLogger(logger));
  }

  /// {@return the warnings so far, each behind its logger's name}
  public List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    logger.removeHandler(handler);
  }
}
