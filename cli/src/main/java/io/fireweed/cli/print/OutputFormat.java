package io.fireweed.cli.print;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The formats of `--write-out`.
public enum OutputFormat {
  SIMPLE,
  TABLE,
  JSON,
  FIELDS,
  PROTOBUF;

  /// {@return the format of that name}
  public static Optional<OutputFormat> find(String name) {
    return Arrays.stream(values()).filter(format -> format.word().equals(name)).findFirst();
  }

  /// {@return the word on the command line}
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
