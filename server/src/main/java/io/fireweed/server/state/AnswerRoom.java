package io.fireweed.server.state;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;

/// Memory for the answers of long reads that are in the making at the same time.
///
/// Nothing else bounds an answer: without a limit one client could ask for more than the heap has,
/// and end the member.
public final class AnswerRoom {
  /// gRPC has 31 bits for the length of a message; header and count need some.
  private static final long MAX_ANSWER_BYTES = Integer.MAX_VALUE - 4096;

  /// Index, log and writes need the rest.
  private static final int HEAP_PARTS = 2;

  /// The rows that were read, and what gRPC makes of them.
  private static final int COPIES = 2;

  /// One answer must not take everything.
  private static final int SHARES = 2;

  private static final long FREE_BYTES = 2 << 20;

  private final long totalBytes;
  private final AtomicLong takenBytes = new AtomicLong();

  public AnswerRoom(long totalBytes) {
    this.totalBytes = totalBytes;
  }

  /// {@return half of this program's heap}
  static AnswerRoom ofHeap() {
    return new AnswerRoom(Runtime.getRuntime().maxMemory() / HEAP_PARTS);
  }

  /// {@return what one call takes of it, nothing yet}
  public Share share() {
    return new Share();
  }

  /// What one call has taken, until it is closed. A short answer takes nothing, so that those who
  /// read in pages never wait for others.
  public final class Share implements AutoCloseable {
    private long bytes;
    private boolean isClosed;

    private Share() {}

    /// Takes more.
    ///
    /// @throws NoRoomException if there is not as much; what was taken stays so
    /// @throws CancellationException if the share is closed: the call has ended
    public synchronized void take(long moreBytes) {
      if (isClosed) {
        throw new CancellationException("the call has ended");
      }
      long before = counted(bytes);
      long most = Math.min(MAX_ANSWER_BYTES, totalBytes / SHARES / COPIES + FREE_BYTES);
      if (bytes + moreBytes > most) {
        throw new NoRoomException(
            "the answer is longer than the %d bytes that may be sent at once".formatted(most));
      }
      long more = counted(bytes + moreBytes) - before;
      if (takenBytes.addAndGet(more) > totalBytes && more > 0) {
        takenBytes.addAndGet(-more);
        throw new NoRoomException(
            "other long answers take the memory for them, %d bytes".formatted(totalBytes));
      }
      bytes += moreBytes;
    }

    private static long counted(long bytes) {
      return COPIES * Math.max(0, bytes - FREE_BYTES);
    }

    @Override
    public synchronized void close() {
      if (!isClosed) {
        isClosed = true;
        takenBytes.addAndGet(-counted(bytes));
      }
    }
  }
}
