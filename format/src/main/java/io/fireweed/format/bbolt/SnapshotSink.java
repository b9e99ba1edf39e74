package io.fireweed.format.bbolt;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// Takes the bytes of a copied db in order.
@FunctionalInterface
public interface SnapshotSink {
  /// Takes the next bytes; the segment is valid only during the call.
  void write(MemorySegment bytes) throws IOException;
}
