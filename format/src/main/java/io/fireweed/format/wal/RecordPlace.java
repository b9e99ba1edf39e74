package io.fireweed.format.wal;

import io.fireweed.format.wire.Origin;
import java.nio.file.Path;

/// Where a record lies: its segment and the offset in bytes of its length field.
public record RecordPlace(Path file, long offset) implements Comparable<RecordPlace> {
  /// {@return the place for error messages}
  public Origin origin() {
    return new Origin(file.toString(), offset);
  }

  @Override
  public int compareTo(RecordPlace other) {
    int byFile = file.compareTo(other.file);
    return byFile != 0 ? byFile : Long.compare(offset, other.offset);
  }

  @Override
  public String toString() {
    return file + ": offset " + offset;
  }
}
