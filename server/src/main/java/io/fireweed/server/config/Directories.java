package io.fireweed.server.config;

import java.nio.file.Path;

/// Where a member keeps what must outlive it.
///
/// @param data the data directory, `--data-dir`
/// @param wal the folder of the log's segments, `--wal-dir`, usually below the data directory
public record Directories(Path data, Path wal) {
  /// {@return the usual layout below one directory}
  public static Directories under(Path data) {
    return new Directories(data, data.resolve("member").resolve("wal"));
  }

  /// {@return the folder of everything that belongs to one member}
  public Path member() {
    return data.resolve("member");
  }

  /// {@return the folder of the db and of the snapshot files}
  public Path snap() {
    return member().resolve("snap");
  }

  /// {@return the db}
  public Path db() {
    return snap().resolve("db");
  }
}
