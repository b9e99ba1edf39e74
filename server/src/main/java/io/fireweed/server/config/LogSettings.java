package io.fireweed.server.config;

import java.util.List;
import java.util.Optional;

/// The log that people read.
///
/// @param outputs `default`, `stderr`, `stdout` or paths of files
/// @param rotation how files are turned over, if they are
public record LogSettings(
    Level level, Format format, List<String> outputs, Optional<Rotation> rotation) {
  /// From what on a line is written.
  public enum Level {
    DEBUG,
    INFO,
    WARN,
    ERROR,
    DPANIC,
    PANIC,
    FATAL
  }

  /// What a line looks like.
  public enum Format {
    JSON,
    CONSOLE
  }

  /// When a file is turned over, and what stays of the old ones.
  ///
  /// @param maxMegabytes size from which a file is turned over
  /// @param maxAgeDays 0 keeps all
  /// @param maxBackups 0 keeps all
  /// @param localTime whether names of old files carry the local time
  /// @param compress whether old files are compressed with gzip
  public record Rotation(
      int maxMegabytes, int maxAgeDays, int maxBackups, boolean localTime, boolean compress) {}

  public LogSettings {
    outputs = List.copyOf(outputs);
  }
}
