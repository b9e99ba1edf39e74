package io.fireweed.cli.etcd.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import io.fireweed.server.config.LogSettings;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneId;
import java.util.List;
import java.util.logging.LogManager;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/// Opens the log that settings describe.
public final class MemberLog {
  /// Marks the last line of a program that cannot go on.
  public static final Marker FATAL = MarkerFactory.getMarker("FATAL");

  /// Libraries are heard from this level on only, unless the log is asked for everything.
  private static final List<String> LIBRARIES = List.of("io.netty", "io.grpc");

  private MemberLog() {}

  /// Opens the log: from here on lines are written.
  ///
  /// @throws IOException if a file cannot be written
  public static void open(LogSettings settings) throws IOException {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    for (String output : settings.outputs()) {
      root.addAppender(appender(context, settings, stream(output, settings)));
    }
    Level level = level(settings.level());
    root.setLevel(level);
    for (String library : LIBRARIES) {
      Level quiet = level.isGreaterOrEqual(Level.WARN) ? level : Level.WARN;
      context.getLogger(library).setLevel(quiet);
    }
    // Some libraries know only the JDK's logging.
    LogManager.getLogManager().reset();
    java.util.logging.Logger.getLogger("").addHandler(new JdkLogs());
  }

  private static OutputStreamAppender<ILoggingEvent> appender(
      LoggerContext context, LogSettings settings, OutputStream to) {
    ZoneId zone = ZoneId.systemDefault();
    Verbosity verbosity =
        settings.level() == LogSettings.Level.DEBUG ? Verbosity.STACKS : Verbosity.WORDS;
    Encoder<ILoggingEvent> shape =
        switch (settings.format()) {
          case JSON -> new ZapLine(zone, verbosity);
          case CONSOLE -> new ConsoleLine(zone, verbosity);
        };
    shape.setContext(context);
    shape.start();
    OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    appender.setContext(context);
    appender.setEncoder(shape);
    appender.setOutputStream(to);
    appender.start();
    return appender;
  }

  private static OutputStream stream(String output, LogSettings settings) throws IOException {
    return switch (output) {
      case "default", "stderr" -> new FileOutputStream(FileDescriptor.err);
      case "stdout" -> new FileOutputStream(FileDescriptor.out);
      default -> {
        Path file = Path.of(output);
        if (settings.rotation().isPresent()) {
          yield RotatingFile.open(file, settings.rotation().get());
        }
        yield Files.newOutputStream(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
      }
    };
  }

  private static Level level(LogSettings.Level level) {
    return switch (level) {
      case DEBUG -> Level.DEBUG;
      case INFO -> Level.INFO;
      case WARN -> Level.WARN;
      // Nothing of ours is graver than an error but the last line, which is one.
      case ERROR, DPANIC, PANIC, FATAL -> Level.ERROR;
    };
  }
}
