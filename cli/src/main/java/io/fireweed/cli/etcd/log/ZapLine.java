package io.fireweed.cli.etcd.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.time.ZoneId;

/// One line of JSON an event, keys in the order `level`, `ts`, `caller`, `msg`, then the fields.
final class ZapLine extends LineEncoder {
  ZapLine(ZoneId zone, Verbosity verbosity) {
    super(zone, verbosity);
  }

  @Override
  void write(StringBuilder line, ILoggingEvent event, LineParts parts, Verbosity verbosity) {
    line.append("{\"level\":\"").append(LineParts.level(event)).append("\",\"ts\":\"");
    parts.time(line, event.getInstant());
    line.append("\",\"caller\":");
    JsonText.string(line, LineParts.caller());
    line.append(",\"msg\":");
    JsonText.string(line, event.getFormattedMessage());
    LineParts.fields(line, event, verbosity);
    line.append('}');
  }
}
