package io.fireweed.format.wal;

import java.util.Optional;

/// What a WAL record holds.
///
/// Source: etcd wal/wal.go, 3.4.23 to 3.7.1.
public enum RecordType {
  METADATA(1),
  ENTRY(2),
  STATE(3),
  CRC(4),
  SNAPSHOT(5);

  private final int code;

  RecordType(int code) {
    this.code = code;
  }

  /// {@return the number on disk}
  public int code() {
    return code;
  }

  static Optional<RecordType> find(long code) {
    return code >= 1 && code <= 5 ? Optional.of(values()[(int) code - 1]) : Optional.empty();
  }

  /// {@return the word for messages}
  public String word() {
    return switch (this) {
      case METADATA -> "metadata";
      case ENTRY -> "entry";
      case STATE -> "state";
      case CRC -> "crc";
      case SNAPSHOT -> "snapshot";
    };
  }
}
