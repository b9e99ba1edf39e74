package io.fireweed.cli.etcd.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;

/// A line for people: time, level, caller and message between tabs, then the fields as JSON.
final class ConsoleLine extends EncoderBase<ILoggingEvent> {
  private static final int USUAL_CHARS = 256;
  private static final byte[] NOTHING = {};

  private final LineParts parts;
  private final Verbosity verbosity;

  ConsoleLine(ZoneId zone, Verbosity verbosity) {
    this.parts = new LineParts(zone);
    this.verbosity = verbosity;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(USUAL_CHARS);
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
    return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  /// A message that holds line ends would look like several lines, of which one could be invented.
  private static String oneLine(String message) {
    return message.replace("\r", "\\r").replace("\n", "\\n");
  }

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }
}
