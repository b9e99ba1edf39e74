package io.fireweed.format.schema;

import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import java.lang.foreign.MemorySegment;

/// Words of this package's strict readers.
final class Refusal {
  private static final int SHOWN_BYTES = 40;

  private Refusal() {}

  /// {@return `FILE: offset N: WHAT expected X, found Y`, to be thrown}
  static CorruptException of(Origin where, String what, String expected, String found) {
    return new CorruptException(where + ": " + what + " expected " + expected + ", found " + found);
  }

  /// {@return a short printable form of bytes from outside}
  static String shown(MemorySegment bytes) {
    long size = bytes.byteSize();
    String text = Bytes.of(bytes.asSlice(0, Math.min(size, SHOWN_BYTES))).toString();
    return size > SHOWN_BYTES ? text + "… (" + size + " bytes)" : "\"" + text + "\"";
  }

  static String shown(Bytes bytes) {
    return shown(bytes.segment());
  }
}
