package io.fireweed.cli.etcd.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.time.ZoneId;

/// A line for people: time, level, caller and message between tabs, then the fields as JSON.
final class ConsoleLine extends LineEncoder {
  ConsoleLine(ZoneId zone, Verbosity verbosity) {
    super(zone, verbosity);
  }

  @Override
  void write(StringBuilder line, ILoggingEvent event, LineParts parts, Verbosity verbosity) {
    parts.time(line, event.getInstant());
    line.append('\t').append(LineParts.level(event));
    line.append('\t').append(LineParts.caller());
    line.append('\t').append(oneLine(event.getFormattedMessage()));
    int end = line.length();
    line.append("\t{");
    int open = line.length();
    LineParts.fields(line, event, verbosity);
    if (line.length() == open) {
      line.setLength(end);
    } else {
      line.append('}');
    }
  }

  /// A message that holds line ends would look like several lines, of which one could be invented.
  private static String oneLine(String message) {
    return message.replace("\r", "\\r").replace("\n", "\\n");
  }
}
