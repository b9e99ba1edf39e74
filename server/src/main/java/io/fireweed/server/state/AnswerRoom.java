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

  /// Of memory, not of an answer that needs it several times.
  private static final long FREE_BYTES = 4 << 20;

  /// What the answers may take of it that are made at once, when entries are applied.
  private static final int APPLIED_PARTS = 8;

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
    return new Share(COPIES);
  }

  /// {@return what a call takes whose answer is in memory `copies` times while it is made}
  public Share share(int copies) {
    return new Share(copies);
  }

  /// {@return how long the answers of writes may be that are applied together}
  long appliedBytes() {
    return Math.min(MAX_ANSWER_BYTES, totalBytes / APPLIED_PARTS);
  }

  /// What one call has taken, until it is closed. A short answer takes nothing, so that those who
  /// read in pages never wait for others.
  public final class Share implements AutoCloseable {
    private final int copies;
    private final long freeBytes;
    private long bytes;
    private boolean isClosed;

    private Share(int copies) {
      this.copies = copies;
      this.freeBytes = FREE_BYTES / copies;
    }

    /// Takes more.
    ///
    /// @throws NoRoomException if there is not as much; what was taken stays so
    /// @throws CancellationException if the share is closed: the call has ended
    public synchronized void take(long moreBytes) {
      if (isClosed) {
        throw new CancellationException("the call has ended");
      }
      long before = counted(bytes);
      long most = Math.min(MAX_ANSWER_BYTES, totalBytes / SHARES / copies + freeBytes);
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

    private long counted(long bytes) {
      return copies * Math.max(0, bytes - freeBytes);
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
