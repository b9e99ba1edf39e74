package io.fireweed.server.watch;

import java.util.concurrent.atomic.LongAdder;

/// What waits to be sent to all streams together. When that is much, each stream may hold less.
final class SendBudget {
  private static final long TOTAL_BYTES = 64 << 20;
  private static final long STREAM_BYTES = 1 << 20;
  private static final int STREAM_NOTICES = 4096;

  /// A stream's share when the total is used up.
  private static final long STREAM_BYTES_SCARCE = 16 << 10;

  private static final int STREAM_NOTICES_SCARCE = 128;

  private final LongAdder heldBytes = new LongAdder();

  private final LongAdder heldEvents = new LongAdder();
  private final LongAdder sentEvents = new LongAdder();

  /// Events wait for their client.
  void holdEvents(int count) {
    heldEvents.add(count);
  }

  /// Events wait no more.
  void releaseEvents(int count) {
    heldEvents.add(-count);
  }

  /// Events were handed to the transport.
  void sentEvents(int count) {
    sentEvents.add(count);
  }

  /// {@return how many events wait}
  long heldEventCount() {
    return heldEvents.sum();
  }

  /// {@return how many events were sent since the start}
  long sentEventCount() {
    return sentEvents.sum();
  }

  void hold(long bytes) {
    heldBytes.add(bytes);
  }

  void release(long bytes) {
    heldBytes.add(-bytes);
  }

  /// {@return about how many bytes wait}
  long heldBytes() {
    return heldBytes.sum();
  }

  /// {@return whether a stream that holds so much may be told more events}
  boolean hasRoom(int notices, long bytes) {
    if (notices < STREAM_NOTICES_SCARCE && bytes < STREAM_BYTES_SCARCE) {
      return true;
    }
    return notices < STREAM_NOTICES && bytes < STREAM_BYTES && heldBytes.sum() < TOTAL_BYTES;
  }
}
