package io.fireweed.format.wal;

/// Reads tags and varints straight from a segment; failing is a state, not an exception, because
/// looking for a record in damage fails most of the time.
final class Varints {
  private static final int MAX_BYTES = 10;

  private final SegmentBytes bytes;
  private final long limit;
  private long position;
  private boolean failed;

  Varints(SegmentBytes bytes, long position, long limit) {
    this.bytes = bytes;
    this.position = position;
    this.limit = limit;
    this.failed = position > limit;
  }

  boolean failed() {
    return failed;
  }

  long position() {
    return position;
  }

  /// Takes the tag of `field` with wire type `type` if it is next. {@return whether it was}
  boolean tag(int field, int type) {
    if (failed || position >= limit || bytes.byteAt(position) != (field << 3 | type)) {
      return false;
    }
    position++;
    return true;
  }

  /// {@return the next varint; 0 after a failure}
  long varint() {
    long value = 0;
    for (int i = 0; i < MAX_BYTES && !failed; i++) {
      if (position >= limit) {
        break;
      }
      int b = bytes.byteAt(position++);
      value |= (long) (b & 0x7f) << (7 * i);
      if (b < 0x80) {
        boolean padded = b == 0 && i > 0;
        boolean tooLong = i == MAX_BYTES - 1 && b > 1;
        failed = padded || tooLong;
        return failed ? 0 : value;
      }
    }
    failed = true;
    return 0;
  }
}
