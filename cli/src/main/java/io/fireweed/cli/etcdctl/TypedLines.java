package io.fireweed.cli.etcdctl;

import io.fireweed.cli.command.RawWords;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// The lines of a dialogue. What is not UTF-8 stays what it is.
final class TypedLines {
  private static final int LINE_BYTES_MAX = 1 << 24;

  private final InputStream in;

  TypedLines(InputStream in) {
    this.in = new BufferedInputStream(in);
  }

  /// {@return the next line, without its end; nothing after the last one}
  ///
  /// A last line without an end is none when nothing is on it.
  Optional<String> next() throws IOException {
    Line line = read();
    return line.ended() || !line.text().isEmpty() ? Optional.of(line.text()) : Optional.empty();
  }

  /// {@return the next line that has an end}
  Optional<String> nextEnded() throws IOException {
    Line line = read();
    return line.ended() ? Optional.of(line.text()) : Optional.empty();
  }

  private record Line(String text, boolean ended) {}

  private Line read() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int next = in.read();
    while (next >= 0 && next != '\n' && bytes.size() < LINE_BYTES_MAX) {
      bytes.write(next);
      next = in.read();
    }
    return new Line(RawWords.text(bytes.toByteArray()), next == '\n');
  }
}
