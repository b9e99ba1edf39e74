package io.fireweed.format.raftlog;

import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.wire.ProtoReader;

/// Which singular fields of a message were seen: each at most once, the required ones once.
///
/// Strictness here is what tells the messages apart: the type of a WAL record is not covered by its
/// checksum, so a flipped type must not decode as another message.
final class FieldSet {
  private final ProtoReader reader;
  private final String message;
  private long seen;

  FieldSet(ProtoReader reader, String message) {
    this.reader = reader;
    this.message = message;
  }

  /// Marks the current field as seen; it must not have been seen before.
  void once() {
    long bit = 1L << reader.field();
    if ((seen & bit) != 0) {
      throw reader.corrupt(message, "field " + reader.field() + " once", "it twice");
    }
    seen |= bit;
  }

  boolean has(int field) {
    return (seen & 1L << field) != 0;
  }

  void require(int... fields) {
    for (int field : fields) {
      if (!has(field)) {
        throw reader.corrupt(message, "field " + field, "none");
      }
    }
  }

  CorruptException unknown() {
    return reader.corrupt(message, "only fields of this message", "field " + reader.field());
  }
}
