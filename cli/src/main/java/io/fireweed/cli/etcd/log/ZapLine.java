package io.fireweed.cli.etcd.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;

/// One line of JSON an event, keys in the order `level`, `ts`, `caller`, `msg`, then the fields.
final class ZapLine extends EncoderBase<ILoggingEvent> {
  private static final int USUAL_CHARS = 256;
  private static final byte[] NOTHING = {};

  private final LineParts parts;
  private final Verbosity verbosity;

  ZapLine(ZoneId zone, Verbosity verbosity) {
    this.parts = new LineParts(zone);
    this.verbosity = verbosity;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(USUAL_CHARS);
    line.append("{\"level\":\"").append(LineParts.level(event)).append("\",\"ts\":\"");
    parts.time(line, event.getInstant());
    line.append("\",\"caller\":");
    JsonText.string(line, LineParts.caller());
    line.append(",\"msg\":");
    JsonText.string(line, event.getFormattedMessage());
    LineParts.fields(line, event, verbosity);
    return line.append("}\n").toString().getBytes(StandardCharsets.UTF_8);
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
