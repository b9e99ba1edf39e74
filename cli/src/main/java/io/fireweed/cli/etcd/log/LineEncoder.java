package io.fireweed.cli.etcd.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;

/// One line an event, with nothing before the first and nothing after the last.
abstract class LineEncoder extends EncoderBase<ILoggingEvent> {
  private static final int USUAL_CHARS = 256;
  private static final byte[] NOTHING = {};

  private final LineParts parts;
  private final Verbosity verbosity;

  LineEncoder(ZoneId zone, Verbosity verbosity) {
    this.parts = new LineParts(zone);
    this.verbosity = verbosity;
  }

  /// Appends the event without the end of its line.
  abstract void write(
      StringBuilder line, ILoggingEvent event, LineParts parts, Verbosity verbosity);

  @Override
  public final byte[] encode(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(USUAL_CHARS);
    write(line, event, parts, verbosity);
    return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public final byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public final byte[] footerBytes() {
    return NOTHING;
  }
}
