package io.fireweed.format.wal;

import io.fireweed.format.checksum.Crc32c;
import io.fireweed.format.disk.DiskFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.BiConsumer;

/// The bytes of one segment through a window of fixed size, so that memory does not grow with the
/// file.
///
/// Files are read, not mapped: a sector that the disk cannot deliver, or a file that is cut while
/// it is read, must become a finding and not a fault of the virtual machine. Unreadable blocks read
/// as zero and are told to a listener.
///
/// Invariant: `windowStart <= offset < windowStart + windowLength` for every byte handed out.
final class SegmentBytes implements AutoCloseable {
  static final int WINDOW = 1 << 20;

  private static final int BLOCK = 4096;
  private static final VarHandle LONG_LE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final DiskFile file;
  private final long size;
  private final BiConsumer<Long, Integer> unreadable;
  private final byte[] window;
  private final MemorySegment view;
  private long windowStart;
  private int windowLength;

  /// @param unreadable told offset and length of every block that could not be read
  SegmentBytes(DiskFile file, BiConsumer<Long, Integer> unreadable) throws IOException {
    this.file = file;
    this.size = file.size();
    this.unreadable = unreadable;
    this.window = new byte[(int) Math.min(WINDOW, size)];
    this.view = MemorySegment.ofArray(window);
  }

  long size() {
    return size;
  }

  /// {@return the byte at `offset < size` as 0 to 255}
  int byteAt(long offset) {
    return window[ensure(offset, 1)] & 0xff;
  }

  /// {@return the little-endian number at `offset <= size - 8`}
  long longAt(long offset) {
    return (long) LONG_LE.get(window, ensure(offset, Long.BYTES));
  }

  /// {@return a view of at most [#WINDOW] bytes, valid until the next call of any method}
  MemorySegment slice(long offset, int length) {
    return view.asSlice(ensure(offset, length), length);
  }

  /// {@return a copy; the caller has checked `offset + length <= size`}
  byte[] copy(long offset, int length) {
    byte[] copy = new byte[length];
    int done = 0;
    while (done < length) {
      int step = Math.min(length - done, WINDOW);
      int at = ensure(offset + done, step);
      System.arraycopy(window, at, copy, done, step);
      done += step;
    }
    return copy;
  }

  /// {@return the checksum that continues `seed` over a range}
  int crc(int seed, long offset, long length) {
    int crc = seed;
    long at = offset;
    long end = offset + length;
    while (at < end) {
      int step = (int) Math.min(end - at, WINDOW);
      crc = Crc32c.update(crc, slice(at, step));
      at += step;
    }
    return crc;
  }

  boolean isZero(long from, long to) {
    return firstNonZero(from, to) == to;
  }

  /// {@return the offset of the first byte that is not zero in a range, or `to`}
  long firstNonZero(long from, long to) {
    long at = from;
    while (at < to) {
      int step = (int) Math.min(to - at, WINDOW);
      int start = ensure(at, step);
      int found = Arrays.mismatch(window, start, start + step, Zeros.BYTES, 0, step);
      if (found >= 0) {
        return at + found;
      }
      at += step;
    }
    return to;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /// Makes a range present. {@return the position of its first byte in the window}
  private int ensure(long offset, int length) {
    if (offset < 0 || length > WINDOW || offset > size - length) {
      throw new IndexOutOfBoundsException(
          file.path() + ": " + length + " bytes at " + offset + " of " + size);
    }
    if (offset < windowStart || offset + length > windowStart + windowLength) {
      load(offset);
    }
    return (int) (offset - windowStart);
  }

  private void load(long offset) {
    windowStart = offset;
    windowLength = (int) Math.min(WINDOW, size - offset);
    try {
      file.readFully(ByteBuffer.wrap(window, 0, windowLength), offset);
    } catch (IOException trouble) {
      loadBlocks(offset);
    }
  }

  private void loadBlocks(long offset) {
    int done = 0;
    while (done < windowLength) {
      int step = (int) Math.min(BLOCK - (offset + done) % BLOCK, windowLength - done);
      try {
        file.readFully(ByteBuffer.wrap(window, done, step), offset + done);
      } catch (IOException trouble) {
        Arrays.fill(window, done, done + step, (byte) 0);
        unreadable.accept(offset + done, step);
      }
      done += step;
    }
  }

  /// Loaded on first use: most readers never look for zeros.
  private static final class Zeros {
    static final byte[] BYTES = new byte[WINDOW];
  }
}
