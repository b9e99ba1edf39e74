package io.fireweed.storage.watch;

/// Protobuf's variable-length numbers, written where their size must be known beforehand.
final class Varint {
  private Varint() {}

  /// {@return how many bytes `value` takes}
  static int size(long value) {
    return value == 0 ? 1 : (70 - Long.numberOfLeadingZeros(value)) / 7;
  }

  /// Writes `value` at `offset`. {@return the offset behind it}
  static int write(byte[] out, int offset, long value) {
    int at = offset;
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    out[at++] = (byte) rest;
    return at;
  }
}
