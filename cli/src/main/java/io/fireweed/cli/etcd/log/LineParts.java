package io.fireweed.cli.etcd.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/// The parts of a line that its shapes share: when, how grave, where, and the fields.
final class LineParts {
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter OFFSET = DateTimeFormatter.ofPattern("XX", Locale.ROOT);
  private static final StackWalker WALKER = StackWalker.getInstance();
  private static final String[] NOT_CALLERS = {
    "org.slf4j.", "ch.qos.logback.", "io.fireweed.cli.etcd.log.", "java.util.logging."
  };

  private final ZoneId zone;
  private volatile Stamp last = new Stamp(Long.MIN_VALUE, "", "");

  /// One second's text, which many lines share.
  private record Stamp(long second, String text, String offset) {}

  LineParts(ZoneId zone) {
    this.zone = zone;
  }

  /// Appends `2026-11-21T04:02:50.255665Z`.
  void time(StringBuilder line, Instant when) {
    Stamp stamp = last;
    if (stamp.second() != when.getEpochSecond()) {
      ZonedDateTime local = when.atZone(zone);
      stamp = new Stamp(when.getEpochSecond(), SECOND.format(local), OFFSET.format(local));
      last = stamp;
    }
    line.append(stamp.text()).append('.');
    int micros = when.getNano() / 1_000;
    for (int unit = 100_000; unit > 0; unit /= 10) {
      line.append((char) ('0' + micros / unit % 10));
    }
    line.append(stamp.offset());
  }

  static String level(ILoggingEvent event) {
    List<Marker> markers = event.getMarkerList();
    if (markers != null && markers.contains(MemberLog.FATAL)) {
      return "fatal";
    }
    return switch (event.getLevel().toInt()) {
      case Level.ERROR_INT -> "error";
      case Level.WARN_INT -> "warn";
      case Level.INFO_INT -> "info";
      default -> "debug";
    };
  }

  /// {@return the folder, the file and the line that speak, as in etcd's lines}
  static String caller() {
    return WALKER.walk(
        frames ->
            frames.filter(LineParts::speaks).findFirst().map(LineParts::place).orElse("unknown"));
  }

  private static boolean speaks(StackWalker.StackFrame frame) {
    for (String prefix : NOT_CALLERS) {
      if (frame.getClassName().startsWith(prefix)) {
        return false;
      }
    }
    return true;
  }

  private static String place(StackWalker.StackFrame frame) {
    String type = frame.getClassName();
    int end = type.lastIndexOf('.');
    int start = type.lastIndexOf('.', end - 1);
    String folder = end < 0 ? "" : type.substring(start + 1, end) + "/";
    return folder + frame.getFileName() + ":" + frame.getLineNumber();
  }

  /// Appends the fields, each after a comma; the first without, if `first` says so.
  static void fields(StringBuilder line, ILoggingEvent event, Verbosity verbosity) {
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    boolean told = false;
    if (pairs != null) {
      for (KeyValuePair pair : pairs) {
        field(line, pair.key);
        JsonText.value(line, pair.value == null ? "" : pair.value);
        told |= pair.key.equals("error");
      }
    }
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown instanceof ThrowableProxy proxy) {
      if (!told) {
        field(line, "error");
        JsonText.string(line, JsonText.words(proxy.getThrowable()));
      }
      if (verbosity == Verbosity.STACKS) {
        field(line, "stacktrace");
        JsonText.string(line, ThrowableProxyUtil.asString(thrown));
      }
    }
  }

  private static void field(StringBuilder line, String key) {
    char before = line.charAt(line.length() - 1);
    if (before != '{') {
      line.append(',');
    }
    JsonText.string(line, key);
    line.append(':');
  }
}
