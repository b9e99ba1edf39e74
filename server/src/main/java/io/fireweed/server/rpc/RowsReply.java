package io.fireweed.server.rpc;

import io.fireweed.format.wire.Bytes;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;

/// A response of many rows that is put together while it is sent, so that its rows are in memory
/// once: what stands before them, each as field 2, and what stands behind.
final class RowsReply extends InputStream implements KnownLength, Drainable {
  private static final int FIELD = 2;
  private static final int PIECE_BYTES = 8 << 10;

  private final Bytes head;
  private final List<Bytes> rows;
  private final Bytes tail;
  private final int length;

  /// Those who cannot be drained to get a copy.
  private Optional<ByteArrayInputStream> copy = Optional.empty();

  private boolean isDrained;

  RowsReply(Bytes head, List<Bytes> rows, Bytes tail) {
    this.head = head;
    this.rows = rows;
    this.tail = tail;
    this.length = length(head, rows, tail);
  }

  /// {@return the length of the message}
  static int length(Bytes head, List<Bytes> rows, Bytes tail) {
    long bytes = (long) head.length() + tail.length();
    for (Bytes row : rows) {
      bytes += 1 + varintBytes(row.length()) + row.length();
    }
    return Math.toIntExact(bytes);
  }

  private static int varintBytes(int value) {
    return Math.max(1, (Integer.SIZE - Integer.numberOfLeadingZeros(value) + 6) / 7);
  }

  @Override
  public int drainTo(OutputStream target) throws IOException {
    if (copy.isPresent()) {
      return Math.toIntExact(copy.get().transferTo(target));
    }
    if (isDrained) {
      return 0;
    }
    isDrained = true;
    byte[] piece = new byte[PIECE_BYTES];
    write(head, piece, target);
    for (Bytes row : rows) {
      target.write(FIELD << 3 | 2);
      int left = row.length();
      while (left > 0x7f) {
        target.write((left & 0x7f) | 0x80);
        left >>>= 7;
      }
      target.write(left);
      write(row, piece, target);
    }
    write(tail, piece, target);
    return length;
  }

  private static void write(Bytes bytes, byte[] piece, OutputStream target) throws IOException {
    MemorySegment source = bytes.segment();
    for (int at = 0; at < bytes.length(); at += piece.length) {
      int count = Math.min(piece.length, bytes.length() - at);
      MemorySegment.copy(source, ValueLayout.JAVA_BYTE, at, piece, 0, count);
      target.write(piece, 0, count);
    }
  }

  private ByteArrayInputStream copy() throws IOException {
    if (copy.isEmpty()) {
      ByteArrayOutputStream all = new ByteArrayOutputStream(isDrained ? 0 : length);
      int _ = drainTo(all);
      copy = Optional.of(new ByteArrayInputStream(all.toByteArray()));
    }
    return copy.get();
  }

  @Override
  public int read() throws IOException {
    return copy().read();
  }

  @Override
  public int read(byte[] target, int from, int count) throws IOException {
    return copy().read(target, from, count);
  }

  @Override
  public int available() {
    return copy.map(ByteArrayInputStream::available).orElse(isDrained ? 0 : length);
  }
}
